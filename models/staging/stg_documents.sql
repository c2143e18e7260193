with source as (
    select * from {{ source('raw', 'documents') }}
),

renamed as (
    select
        -- identity
        document_id,
        content_sha256,
        file_name,
        relative_path,

        -- content
        media_type,
        encoding,
        byte_count,
        char_count,
        text,

        -- head
        nullif(title, '') as title,
        nullif(issuer, '') as issuer,
        region_code,
        report_year,
        published_on,
        source_url,
        publisher,

        -- reading
        status,
        error_reason,
        error_remedy,
        extractor_version
    from source
)

select * from renamed
