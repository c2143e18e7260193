"""Texts that grow without end in one way each: what a broken export or an attacker sends. Each name maps to what is repeated."""

REPEATED = {
    "digits": "7",
    "digits and commas": "1,",
    "thousands": "1,234,",
    "digits and full stops": "1.",
    "ranges": "1-2-",
    "ranges in words": "1至2到",
    "bare figures": "35、",
    "figures with a unit": "20家、",
    "figures in clauses": "检查企业20家次，立案3件，罚款5万元，",
    "figures without a sign": "全市生态环境工作不断加强完成整治20",
    "shares": "20%",
    "changes": "同比增长5%，",
    "no changes": "基本持平20家，",
    "ranks": "第3位",
    "classes of water": "优于Ⅲ类（",
    "names": "PM2.5年均浓度",
    "names in a list": "化学需氧量、",
    "places": "临海市20家、",
    "years": "2023年",
    "dates": "2023年1月1日",
    "months": "1-12月",
    "prior years": "由去年的20家增加到30家，",
    "respectively": "PM2.5、PM10分别为",
    "parts": "共检查20家，其中检查10家，",
    "goals": "力争达到20%以上，",
    "numerals": "一二三四五六七八九十百千万亿",
    "a numeral again and again": "一万",
    "masks": "XX家",
    "stars": "*",
    "headings": "一、工作\n（一）大气\n1.检查20家\n",
    "headings of one level": "1.大气\n",
    "headings deep down": "1.1.1大气\n",
    "plans": "2024年工作计划，检查20家。\n",
    "open brackets": "（20家",
    "brackets": "(20)",
    "quotation marks": "“20家",
    "lines": "20\n",
    "wrapped lines": "检查企业2\n0家次\n",
    "empty lines": "\n",
    "blanks": "20 \n",
    "tabs": "20\t",
    "pipes": "|20",
    "rows": "临海市\t20\t30\t40\n",
    "rows with blanks": "临海市  20  30  40\n",
    "a table again and again": "表1 各地PM2.5\n地区\tPM2.5\n甲\t20\n\n",
    "offices and dates": "临海市生态环境局\n2023年1月1日\n",
    "full stops": "20家。",
    "letters and digits": "a1",
    "turned text": "\u202e20\u202c家",
    "invisible characters": "2\u200b0\u200b家",
    "control characters": "20家\x01",
    "traditional characters": "檢查企業20家次，",
    "full-width digits": "２０家，",
}


def grown(name: str, length: int) -> str:
    """A report of about `length` characters that goes on like this."""
    piece = REPEATED[name]
    return "临海市生态环境局2023年工作总结\n一、工作\n" + piece * (length // len(piece))


def wide_table(rows: int, columns: int) -> str:
    return "\n".join(["地区" + "\tPM2.5" * columns, *(["临海市" + "\t20" * columns] * rows)])
