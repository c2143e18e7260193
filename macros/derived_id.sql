{# An id derived from what it identifies: the same input gives the same id on every machine. #}
{% macro derived_id(columns) -%}
    left(sha256(concat_ws('|'{% for column in columns %}, coalesce(cast({{ column }} as varchar), ''){% endfor %})), 20)
{%- endmacro %}
