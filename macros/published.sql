{#
    What readers have open now stands beside the warehouse: published/greenledger.duckdb. It is attached read-only while a
    model reads it (a connection that is closed forgets it), so that a build can tell what it would change.

    The columns are name: type; what an older release did not have is null, and before the first publication there is no row.
#}
{% macro published(table, columns) -%}
    {%- set found = [] -%}
    {%- if execute -%}
        {%- set folder = target.path.replace('\\', '/').rpartition('/')[0] or '.' -%}
        {%- set path = (folder ~ '/published/greenledger.duckdb') | replace("'", "''") -%}
        {%- if run_query("select count(*) from glob('" ~ path ~ "')").columns[0].values()[0] -%}
            {%- do run_query("attach if not exists '" ~ path ~ "' as published (read_only)") -%}
            {%- set known = run_query(
                "select column_name from duckdb_columns() where database_name = 'published' and schema_name = 'marts' "
                "and table_name = '" ~ table ~ "'"
            ) -%}
            {%- do found.extend(known.columns[0].values()) -%}
        {%- endif -%}
    {%- endif -%}
    select
        {%- for name, type in columns.items() %}
            cast({{ name if name in found else 'null' }} as {{ type }}) as {{ name }}{{ ',' if not loop.last }}
        {%- endfor %}
    {% if found -%} from published.marts.{{ table }} {%- else -%} where false {%- endif -%}
{%- endmacro %}

{# The names of the columns that differ between two rows, as a list. #}
{% macro changed_columns(before, after, columns) -%}
    list_filter(
        [
            {%- for name in columns %}
                case when {{ before }}.{{ name }} is distinct from {{ after }}.{{ name }} then '{{ name }}' end{{ ',' if not loop.last }}
            {%- endfor %}
        ],
        lambda name: name is not null
    )
{%- endmacro %}
