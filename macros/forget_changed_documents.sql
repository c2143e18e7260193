{# Before an incremental build: deletes the rows of documents whose version is not the current one. #}
{% macro forget_changed_documents(versions) -%}
    {%- if is_incremental() -%}
        delete from {{ this }}
        where (document_id, document_version) not in (select (document_id, document_version) from {{ versions }})
    {%- endif -%}
{%- endmacro %}

{#
    On run start: a table that other rules built, or a release with other columns, is dropped and so built as a whole.
    (dbt can add columns to an incremental table, but DuckDB not in the transaction that also deletes from it.)
#}
{% macro drop_outdated(identifiers) -%}
    {%- if execute and flags.WHICH in ('build', 'run') -%}
        {%- for identifier in identifiers if 'model.greenledger.' ~ identifier in selected_resources -%}
            {%- set relation = adapter.get_relation(target.database, 'intermediate', identifier) -%}
            {%- if relation is not none -%}
                {%- set columns = adapter.get_columns_in_relation(relation) | map(attribute='name') | list -%}
                {%- set built_by = run_query('select distinct rules_version from ' ~ relation).columns[0].values() | list
                    if 'rules_version' in columns else ['an older release'] -%}
                {%- if built_by not in ([], [rules_version()]) -%}
                    {%- do adapter.drop_relation(relation) -%}
                    {%- do adapter.commit() -%}
                {%- endif -%}
            {%- endif -%}
        {%- endfor -%}
    {%- endif -%}
{%- endmacro %}
