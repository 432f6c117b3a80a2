"""Who of the demonstration company reads Chinese, and what they read there."""

CHINESE_READERS = (
    "demo_supervisor",
    "demo_leader_islands",
    "demo_bo",
    "demo_carol",
    "demo_emma",
)
# What the Chinese read; in no translation file, since a company without this data has
# no such terms.
CHINESE_NAMES = {
    "team_islands": "舟山群岛",
    "team_ningbo": "宁波与大客户",
    "partner_category_key": "大客户",
    "partner_category_shipowner": "船东",
    "partner_category_manager": "船舶管理公司",
    "partner_category_fishing": "渔业",
    "partner_category_passenger": "客运与轮渡",
    "partner_category_harbour": "港作与工程",
    "partner_category_agency": "船舶代理",
    "partner_category_trader": "燃油贸易商",
    "partner_category_operator": "美国旗船队名录中的经营人",
    "tag_liner": "班轮",
    "tag_tramp": "不定期船",
    "tag_contract": "合同客户",
    "tag_scrubber": "高硫油用户",
    "tag_green": "生物燃料潜在用户",
    "tag_own": "自有供油船",
    "product_vlsfo380": "低硫燃料油 380（0.50 %）",
    "product_vlsfo180": "低硫燃料油 180（0.50 %）",
    "product_hsfo380": "高硫燃料油 380（3.50 %）",
    "product_lsmgo": "低硫船用轻油 DMA（0.10 %）",
    "product_ulsfo": "超低硫燃料油 RMD80（0.10 %）",
    "product_lsmdo": "低硫船用柴油 DMB（0.10 %）",
    "product_bio": "生物燃料油 B24",
    "product_lubricant": "船用系统油 SAE 30，TBN 6",
    "product_barging": "驳船供油费",
    "pricelist_cny": "国内（人民币）",
    "pricelist_usd": "国际（美元）",
    "pricelist_sgd": "新加坡（新元）",
}
