{# Every row satisfies the expression; unknown counts as failing. #}
{% test holds(model, expression) %}
    select * from {{ model }} where not coalesce({{ expression }}, false)
{% endtest %}
