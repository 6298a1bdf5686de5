"""The treating doctor's home: on a telephone, through the link of a letter and its code."""
