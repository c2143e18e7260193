{#
    Keeps, of the partners that a figure may have, the one printed nearest to it; ties go to the earlier one.
    `keys` say within what there is one choice.
#}
{% macro nearest(keys, figure, partner) -%}
    row_number() over (
        partition by {{ keys | join(', ') }}
        order by
            abs({{ figure }}.char_start - {{ partner }}.char_start), {{ partner }}.char_start, {{ partner }}.observation_id
    ) = 1
{%- endmacro %}
