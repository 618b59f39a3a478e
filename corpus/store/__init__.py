"""The catalog: the SQL database that is the truth about documents, paragraphs and facts."""
