-- Nothing asks for a unit's messages but by its code, and each report dirtied a page of this.

DROP INDEX message_unit;
