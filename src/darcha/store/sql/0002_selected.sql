-- How many declarations of a day were selected into each lane: what the caps of lanes are measured against.
CREATE TABLE selected (
    day         date NOT NULL,
    lane        text NOT NULL,
    count       bigint NOT NULL,
    PRIMARY KEY (day, lane)
);
