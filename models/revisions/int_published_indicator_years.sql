{{ published('fct_indicator_year', {
    'region_code': 'varchar',
    'year': 'integer',
    'indicator_code': 'varchar',
    'unit_code': 'varchar',
    'actual_value': 'decimal(28, 8)',
    'target_value': 'decimal(28, 8)',
    'yoy_change_stated': 'decimal(28, 8)',
    'rank': 'integer',
    'picked_rule': 'varchar',
    'actual_observation_id': 'varchar',
    'target_observation_id': 'varchar',
}) }}
