"""The main screen: the views of the streams, the line above, the lines below."""
