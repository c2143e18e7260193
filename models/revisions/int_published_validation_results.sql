{{ published('fct_validation_result', {
    'publication': 'integer',
    'check_name': 'varchar',
    'table_name': 'varchar',
    'outcome': 'varchar',
    'status': 'varchar',
    'checked_count': 'bigint',
    'failed_count': 'bigint',
    'message': 'varchar',
    'failed_keys': 'varchar[]',
}) }}
