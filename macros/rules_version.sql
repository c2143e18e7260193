{# A hash of the SQL that decides on candidates: after an upgrade of the project what older rules decided is decided anew. #}
{% macro rules_version() -%}
    {%- if execute -%}
        {%- set checksums = [] -%}
        {%- for node in graph.nodes.values() | sort(attribute='unique_id') -%}
            {%- if node.resource_type == 'model' and node.path.startswith(('staging', 'intermediate')) -%}
                {%- do checksums.append(node.checksum.checksum) -%}
            {%- endif -%}
        {%- endfor -%}
        {{ local_md5(checksums | join(' ')) }}
    {%- endif -%}
{%- endmacro %}
