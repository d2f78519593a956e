"""Pages of declarations: drafts and sending them, the file of one consignment, lists."""
