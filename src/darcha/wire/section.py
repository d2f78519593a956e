"""Pointers in the model's own codes: WCO messages name a place by section and tag identifiers, not by names.

The codes are those of the WCO Data Model 3.6 for the classes and elements of the messages DEC and RES, as their
schemas print them.
"""

from __future__ import annotations

from darcha.law.document import Declaration, Pointer
from darcha.wire.shape import Kind, shape


def _table(pairs: str) -> dict[str, str]:
    return dict(pair.split("=") for pair in pairs.split())


SECTIONS = _table("""
    AEOMutualRecognitionParty=16C AdditionalDocument=02A AdditionalInformation=03A Address=04A Agent=05A
    Amendment=06A AppealOffice=07A ArrivalTransportMeans=10A Authentication=61B Authenticator=12A
    AuthorisationHolder=17C Bank=14A BorderTransportMeans=15A Buyer=16A Carrier=18A ChargeDeduction=58B
    Classification=21A Commodity=23A Communication=25A Consignee=27A Consignment=28A ConsignmentItem=29A
    Consignor=30A Contact=34A ContactOffice=35A CurrencyExchange=40A CustomsValuation=41A DangerousGoods=12C
    Declarant=57B Declaration=42A DepartureTransportMeans=46A Destination=99B DomesticDutyTaxParty=55B
    DutyTaxFee=50A Error=53A ExitOffice=56A ExportCountry=95B Exporter=57A Freight=62A GoodsLocation=64A
    GoodsMeasure=65A GoodsShipment=67A GovernmentAgencyGoodsItem=68A GovernmentProcedure=70A GuaranteeOffice=14C
    Importer=74A Invoice=78A InvoiceLine=79A Itinerary=81A LoadingLocation=83A ObligationGuarantee=90A Origin=92A
    Packaging=93A Payer=56B Payment=94A Pointer=97A PresentationOffice=15C PreviousDocument=99A Response=07B
    Seal=44B Seller=09B Status=12B Submitter=17B SupervisingOffice=97B Surety=19B TradeTerms=22B
    TransportEquipment=31B UCR=35B ValuationAdjustment=39B Warehouse=43B WriteOff=22C
""")
"""The section code of each class."""

TAGS = _table("""
    AEOMutualRecognitionParty/ID=R143 AEOMutualRecognitionParty/RoleCode=R005 AdditionalDocument/CategoryCode=D031
    AdditionalDocument/ID=D005 AdditionalDocument/TypeCode=D006 AdditionalDocument/EffectiveDateTime=276
    AdditionalDocument/Name=D028 AdditionalDocument/LPCOExemptionCode=360 AdditionalInformation/StatementCode=226
    AdditionalInformation/StatementDescription=225 AdditionalInformation/StatementTypeCode=369
    AdditionalInformation/LimitDateTime=264 Address/CityName=241 Address/CountryCode=242
    Address/CountrySubDivisionCode=244 Address/CountrySubDivisionName=243 Address/Line=239 Address/PostcodeID=245
    Address/TypeCode=410 Agent/Name=R003 Agent/ID=R004 Agent/FunctionCode=102 Amendment/ChangeReasonCode=099
    AppealOffice/ID=G001 ArrivalTransportMeans/Name=T001 ArrivalTransportMeans/ID=T002
    ArrivalTransportMeans/IdentificationTypeCode=T034 ArrivalTransportMeans/TypeCode=T008
    ArrivalTransportMeans/ModeCode=T020 Authentication/Authentication=104 Authenticator/Name=R007
    AuthorisationHolder/ID=R144 AuthorisationHolder/CategoryCode=R145 Bank/ReferenceID=R069 Bank/ID=372
    BorderTransportMeans/Name=T005 BorderTransportMeans/ID=T006 BorderTransportMeans/IdentificationTypeCode=T018
    BorderTransportMeans/TypeCode=T010 BorderTransportMeans/RegistrationNationalityCode=T014
    BorderTransportMeans/ModeCode=T022 Buyer/Name=R009 Buyer/ID=R010 Carrier/Name=R011 Carrier/ID=R012
    ChargeDeduction/ChargesTypeCode=371 ChargeDeduction/OtherChargeDeductionAmount=181 Classification/ID=145
    Commodity/Description=137 Communication/ID=240 Communication/TypeCode=253 Consignee/Name=R014 Consignee/ID=R015
    Consignment/ContainerCode=096 ConsignmentItem/SequenceNumeric=006 Consignor/Name=R020 Consignor/ID=R021
    Contact/Name=246 ContactOffice/ID=G002 CurrencyExchange/CurrencyTypeCode=135 CurrencyExchange/RateNumeric=118
    CustomsValuation/FreightChargeAmount=117 CustomsValuation/MethodCode=122 DangerousGoods/UNDGID=506
    Declarant/Name=R124 Declarant/ID=R123 Declaration/AcceptanceDateTime=023 Declaration/FunctionCode=017
    Declaration/FunctionalReferenceID=D026 Declaration/ID=D014 Declaration/IssueDateTime=D011
    Declaration/IssueLocationID=D012 Declaration/TypeCode=D013 Declaration/GoodsItemQuantity=228
    Declaration/DeclarationOfficeID=065 Declaration/InvoiceAmount=109 Declaration/LoadingListQuantity=013
    Declaration/TotalGrossMassMeasure=131 Declaration/TotalPackageQuantity=146
    Declaration/SpecificCircumstancesCodeCode=504 Declaration/CancellationDateTime=373
    Declaration/RejectionDateTime=374 Declaration/VersionID=383 DepartureTransportMeans/Name=T003
    DepartureTransportMeans/ID=T004 DepartureTransportMeans/IdentificationTypeCode=T029
    DepartureTransportMeans/TypeCode=T009 DepartureTransportMeans/ModeCode=T021 Destination/CountryCode=465
    Destination/RegionID=477 DomesticDutyTaxParty/ID=R119 DomesticDutyTaxParty/RoleCode=R005
    DutyTaxFee/AdValoremTaxBaseAmount=116 DutyTaxFee/DeductAmount=111 DutyTaxFee/DutyRegimeCode=164
    DutyTaxFee/SpecificTaxBaseQuantity=129 DutyTaxFee/TaxRateNumeric=115 DutyTaxFee/TypeCode=113
    DutyTaxFee/QuotaOrderID=401 Error/Description=488 Error/ValidationCode=377 ExitOffice/ID=G005
    ExportCountry/ID=062 Exporter/Name=R031 Exporter/ID=R032 Freight/PaymentMethodCode=098 GoodsLocation/Name=L016
    GoodsLocation/ID=L017 GoodsLocation/TypeCode=L110 GoodsMeasure/GrossMassMeasure=126
    GoodsMeasure/NetNetWeightMeasure=128 GoodsMeasure/TariffQuantity=130 GoodsShipment/ExitDateTime=024
    GoodsShipment/TransactionNatureCode=103 GovernmentAgencyGoodsItem/CustomsValueAmount=108
    GovernmentAgencyGoodsItem/SequenceNumeric=006 GovernmentAgencyGoodsItem/StatisticalValueAmount=114
    GovernmentAgencyGoodsItem/TransactionNatureCode=103 GovernmentProcedure/CurrentCode=166
    GovernmentProcedure/PreviousCode=161 GuaranteeOffice/ID=G014 Importer/Name=R037 Importer/ID=R038 Invoice/ID=D016
    Invoice/IssueDateTime=D015 InvoiceLine/ItemChargeAmount=112 Itinerary/SequenceNumeric=006
    Itinerary/RoutingCountryCode=064 LoadingLocation/Name=L009 LoadingLocation/ID=L010
    ObligationGuarantee/AmountAmount=492 ObligationGuarantee/ID=D014 ObligationGuarantee/ReferenceID=100
    ObligationGuarantee/SecurityDetailsCode=101 ObligationGuarantee/AccessCode=499 Origin/CountryCode=063
    Origin/RegionID=066 Origin/TypeCode=501 Packaging/SequenceNumeric=006 Packaging/MarksNumbersID=142
    Packaging/QuantityQuantity=144 Packaging/TypeCode=141 Packaging/PackingMaterialDescription=344
    Packaging/LengthMeasure=367 Packaging/WidthMeasure=368 Packaging/HeightMeasure=402 Packaging/VolumeMeasure=395
    Payer/Name=R120 Payer/ID=R121 Payment/MethodCode=107 Payment/TaxAssessedAmount=120 Payment/PaymentAmount=378
    Payment/ReferenceID=014 Payment/DueDateTime=376 Pointer/SequenceNumeric=006 Pointer/DocumentSectionCode=375
    Pointer/TagID=381 PresentationOffice/ID=G015 PreviousDocument/CategoryCode=D031 PreviousDocument/ID=D018
    PreviousDocument/TypeCode=D019 PreviousDocument/LineNumeric=171 Response/FunctionCode=017
    Response/FunctionalReferenceID=D026 Response/IssueDateTime=D029 Seal/SequenceNumeric=006 Seal/ID=165
    Seller/Name=R050 Seller/ID=R051 Status/EffectiveDateTime=380 Status/NameCode=379 Status/ReleaseDateTime=277
    Submitter/Name=R058 Submitter/ID=R059 Submitter/RoleCode=R005 SupervisingOffice/ID=G012 Surety/Name=R054
    Surety/ID=R055 TradeTerms/ConditionCode=090 TradeTerms/CountryRelationshipCode=106 TradeTerms/Description=089
    TradeTerms/LocationID=L002 TradeTerms/LocationName=L001 TransportEquipment/SequenceNumeric=006
    TransportEquipment/ID=159 UCR/ID=016 UCR/TraderAssignedReferenceID=009 ValuationAdjustment/AdditionCode=188
    Warehouse/ID=L019 Warehouse/TypeCode=L112 WriteOff/QuantityQuantity=502 WriteOff/AmountAmount=503
""")
"""The identifier of each element in its class."""


def wco_pointer(pointer: str) -> tuple[Pointer, ...]:
    """A JSON pointer into a canonical declaration, step by step in the codes of the model, as far as these know it.

    A step is a class, with its number from 1 where it repeats; the last one names the element, too:
    ``/goods_shipment/government_agency_goods_item/0/customs_value_amount`` is 42A, 67A, 68A number 1 with tag 108.
    """
    steps = [Pointer(document_section_code=SECTIONS["Declaration"])]
    of, name = shape(Declaration), "Declaration"
    for step in pointer.split("/")[1:]:
        field = of.by_name.get(step)
        if step.isdecimal():
            steps[-1] = _with(steps[-1], sequence=int(step) + 1)
        elif field is None or (field.kind is Kind.element and field.tag not in SECTIONS):
            break
        elif field.kind is Kind.element and field.shape is not None:
            steps.append(Pointer(document_section_code=SECTIONS[field.tag]))
            of, name = field.shape, field.tag
        else:
            steps[-1] = _with(steps[-1], tag=TAGS.get(f"{name}/{field.tag}"))
            break
    return tuple(steps)


def _with(step: Pointer, sequence: int | None = None, tag: str | None = None) -> Pointer:
    return Pointer(
        sequence_numeric=sequence or step.sequence_numeric, document_section_code=step.document_section_code, tag_id=tag
    )
