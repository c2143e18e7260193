{# An id derived from what it identifies: the same input gives the same id on every machine. #}
{% macro derived_id(columns) -%}
    left(sha256(concat_ws('|'{% for column in columns %}, coalesce(cast({{ column }} as varchar), ''){% endfor %})), 20)
{%- endmacro %}

{# The id of a human decision: what it is about, not what it says. #}
{% macro override_id() -%}
    {{ derived_id(['document_id', 'char_start', 'quote', 'observation_id', 'indicator_code', 'region_code', 'year']) }}
{%- endmacro %}
