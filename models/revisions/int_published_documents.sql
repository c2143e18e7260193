{{ published('dim_document', {'document_id': 'varchar', 'status': 'varchar'}) }}
