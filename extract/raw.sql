-- Schema raw of the warehouse: what was read and what the extractor proposed. extract/store.py is its only writer.
-- Columns of metric_candidates are the fields of candidates.Candidate, in that order.

create schema if not exists raw;

create table if not exists raw.documents (
    document_id varchar primary key,
    file_name varchar not null,
    relative_path varchar not null,
    media_type varchar,
    encoding varchar,
    content_sha256 varchar,
    byte_count bigint,
    char_count integer,
    text varchar,
    title varchar,
    issuer varchar,
    region_code varchar,
    report_year integer,
    published_on date,
    source_url varchar,
    publisher varchar,
    status varchar not null,
    error_reason varchar,
    error_remedy varchar,
    extractor_version varchar not null,
    sidecar_sha256 varchar not null
);

create table if not exists raw.metric_candidates (
    candidate_id varchar not null,
    document_id varchar not null,
    ordinal integer not null,
    char_start integer not null,
    char_end integer not null,
    quote varchar not null,
    sentence_start integer not null,
    sentence_end integer not null,
    section varchar not null,
    value_text varchar not null,
    unit_text varchar not null,
    unit_spelling varchar not null,
    value decimal(28, 8),
    qualifier varchar not null,
    is_masked boolean not null,
    indicator_code varchar,
    indicator_text varchar not null,
    indicator_start integer,
    indicator_end integer,
    region_code varchar,
    region_text varchar not null,
    region_rule varchar not null,
    scope varchar,
    period_start date,
    period_end date,
    period_type varchar not null,
    period_text varchar not null,
    period_rule varchar not null,
    scenario varchar not null,
    scenario_text varchar not null,
    measure varchar not null,
    measure_text varchar not null,
    base varchar,
    link_rule varchar not null,
    doubt varchar
);

create table if not exists raw.inbox_files (
    relative_path varchar primary key,
    size bigint,
    mtime_ns bigint,
    document_id varchar not null
);

comment on table raw.documents is 'One document content: its text and what its head says; files with the same bytes share a row';
comment on column raw.documents.document_id is 'First 20 hex digits of the SHA-256 of the bytes; of the path where the bytes could not be had';
comment on column raw.documents.file_name is 'Name of the file, the first in path order where several files hold this content';
comment on column raw.documents.relative_path is 'Path below the inbox, the first in sort order';
comment on column raw.documents.media_type is 'text/plain, text/html, ...';
comment on column raw.documents.encoding is 'Encoding that the bytes were decoded with';
comment on column raw.documents.content_sha256 is 'SHA-256 of the bytes';
comment on column raw.documents.byte_count is 'Size of the file in bytes';
comment on column raw.documents.char_count is 'Length of the stored text in Unicode code points';
comment on column raw.documents.text is 'Stored text: decoded, unnormalised; every span counts in its code points';
comment on column raw.documents.title is 'Title as the head of the document says it';
comment on column raw.documents.issuer is 'Issuing body as the head of the document says it';
comment on column raw.documents.region_code is 'Region that the issuer speaks for; null where the document hides it';
comment on column raw.documents.report_year is 'Year that the report is about';
comment on column raw.documents.published_on is 'Date of publication';
comment on column raw.documents.source_url is 'Where it was found, from a sidecar file';
comment on column raw.documents.publisher is 'Who published it, from a sidecar file';
comment on column raw.documents.status is 'read, failed (see error_reason) or withdrawn (no file of the inbox holds this content any more)';
comment on column raw.documents.error_reason is 'Why the file could not be read';
comment on column raw.documents.error_remedy is 'What the person who put it there can do';
comment on column raw.documents.extractor_version is 'Version of extractor and vocabulary that read it; another one means that it is read again';
comment on column raw.documents.sidecar_sha256 is 'Hash of the sidecar metadata that went along; a change means that it is read again';

comment on table raw.metric_candidates is 'One figure as the extractor read it for one indicator and one measure: a proposal, with its words and rules';
comment on column raw.metric_candidates.candidate_id is 'Derived from document, span, indicator and measure: stable across runs';
comment on column raw.metric_candidates.document_id is 'Document that holds the figure';
comment on column raw.metric_candidates.ordinal is 'Position among the candidates of the document, from 0';
comment on column raw.metric_candidates.char_start is 'Start of the value expression in the stored text, in code points';
comment on column raw.metric_candidates.char_end is 'End of the value expression, exclusive';
comment on column raw.metric_candidates.quote is 'The value expression as printed: number, unit and qualifier';
comment on column raw.metric_candidates.sentence_start is 'Start of the sentence around it';
comment on column raw.metric_candidates.sentence_end is 'End of the sentence, exclusive';
comment on column raw.metric_candidates.section is 'Headings above, outermost first';
comment on column raw.metric_candidates.value_text is 'Number as printed';
comment on column raw.metric_candidates.unit_text is 'Unit as printed with its multiplier; empty where the text has none';
comment on column raw.metric_candidates.unit_spelling is 'Key into seed unit_spellings, without multiplier; empty where the text has none';
comment on column raw.metric_candidates.value is 'Number in unit_spelling, multiplier applied, signed for changes and gaps; null when masked';
comment on column raw.metric_candidates.qualifier is 'eq, ge, gt, le, lt or approx';
comment on column raw.metric_candidates.is_masked is 'The source hides the number';
comment on column raw.metric_candidates.indicator_code is 'Indicator that the figure was read for; null where the vocabulary does not know it';
comment on column raw.metric_candidates.indicator_text is 'Words that named the indicator';
comment on column raw.metric_candidates.indicator_start is 'Start of these words';
comment on column raw.metric_candidates.indicator_end is 'End of these words, exclusive';
comment on column raw.metric_candidates.region_code is 'Region of the figure; null where the document hides it';
comment on column raw.metric_candidates.region_text is 'Words that decided the region';
comment on column raw.metric_candidates.region_rule is 'clause, sentence, paragraph, document, table, list, masked or none';
comment on column raw.metric_candidates.scope is 'Narrower subject in the words of the document';
comment on column raw.metric_candidates.period_start is 'First day that the figure covers';
comment on column raw.metric_candidates.period_end is 'Last day that the figure covers';
comment on column raw.metric_candidates.period_type is 'annual, year_to_date, half, quarter, month, multi_year, point, other or unknown';
comment on column raw.metric_candidates.period_text is 'Words that decided the period';
comment on column raw.metric_candidates.period_rule is 'clause, sentence, bracket, section, document, plan, table or none';
comment on column raw.metric_candidates.scenario is 'actual, target or requirement';
comment on column raw.metric_candidates.scenario_text is 'Cue that decided the scenario; empty for the default';
comment on column raw.metric_candidates.measure is 'level, change_pct, change_pp, change_abs, target_gap or rank';
comment on column raw.metric_candidates.measure_text is 'Cue that decided the measure; empty for the default';
comment on column raw.metric_candidates.base is 'Of a change: yoy or the base in words';
comment on column raw.metric_candidates.link_rule is 'How figure and indicator met: before, after, around, list, ellipsis, topic, part, class, table or none';
comment on column raw.metric_candidates.doubt is 'Why the extractor itself does not stand behind it: a code of seed reject_reasons';

comment on table raw.inbox_files is 'One file seen in the inbox, so that an unchanged one is not read again';
comment on column raw.inbox_files.relative_path is 'Path below the inbox, with forward slashes';
comment on column raw.inbox_files.size is 'Size in bytes when it was read; -1 when it could not be read';
comment on column raw.inbox_files.mtime_ns is 'Modification time in nanoseconds when it was read; negative when it could not be read';
comment on column raw.inbox_files.document_id is 'Document of its content';
