"""The values of all indicators as SQL (SQLite), written by hand for the demonstration county and one day.

`{stands:r}`: the row of r stands at the revision; `{holds:r}`: its interval holds on the day; `{works:r}`: it is in
operation. Parameters: n revision, d day, c county, first the first day of the year, listed the earliest expiry of a mark that
is still listed. The classifications that belong to a strategic emerging industry stand in the table `classes` beforehand, as a
person would keep them: so much easier is the comparison for SQL."""

ENDING = "('lapse_unpaid_fee', 'abandonment', 'expiry', 'cancellation')"


def _unhealed(types: str) -> str:
    return f"""SELECT v.record_id FROM registers_legalevent v
        WHERE {{stands:v}} AND v.division_code = %(c)s AND v.type IN {types} AND v.known_date <= %(d)s
          AND v.effective_date <= %(d)s AND NOT EXISTS (SELECT 1 FROM registers_legalevent x
            WHERE x.record_id = v.record_id AND {{stands:x}} AND x.type = 'restoration' AND x.known_date <= %(d)s
              AND x.effective_date >= v.effective_date)"""


SETUP = (
    """CREATE TEMP TABLE seats AS SELECT DISTINCT s.record_id FROM registers_domicile s
       WHERE {stands:s} AND {holds:s} AND s.division_code = %(c)s AND s.area_code = %(c)s""",
    """CREATE TEMP TABLE here (record_id INTEGER PRIMARY KEY, holder_id INTEGER)""",
    """INSERT OR IGNORE INTO here SELECT h.record_id, h.holder_id FROM registers_holding h
       WHERE {stands:h} AND {holds:h} AND h.division_code = %(c)s
         AND (h.rank = 1 OR NOT EXISTS (SELECT 1 FROM registers_holding b WHERE b.record_id = h.record_id
              AND b.rank < h.rank AND {stands:b} AND {holds:b}))
         AND ((h.holder_id IS NULL AND h.area_code = %(c)s) OR h.holder_id IN (SELECT record_id FROM seats))""",
    f"""CREATE TEMP TABLE gone AS {_unhealed("('invalidation_full')")}
        UNION SELECT u.right_id FROM registers_nonnormalfiling u WHERE {{stands:u}} AND u.division_code = %(c)s
          AND u.listed_date <= %(d)s AND u.known_date <= %(d)s AND u.right_id IS NOT NULL
          AND (u.reinstated_date IS NULL OR u.reinstated_date > %(d)s
               OR COALESCE(u.reinstated_known_date, u.reinstated_date) > %(d)s)""",
    f"CREATE TEMP TABLE over AS {_unhealed(ENDING)}",
    """CREATE TEMP TABLE later AS SELECT v.record_id, COUNT(*) AS renewals FROM registers_legalevent v
       WHERE {stands:v} AND v.division_code = %(c)s AND v.type = 'renewal' AND v.known_date > %(d)s GROUP BY v.record_id""",
    """CREATE TEMP TABLE valid AS SELECT r.record_id, r.type, r.number, r.sub_key, r.classification, r.filing_date, r.country,
         r.priority_number
       FROM registers_right r LEFT JOIN later ON later.record_id = r.record_id
       WHERE {stands:r} AND r.division_code = %(c)s AND COALESCE(r.grant_date, r.registration_date) <= %(d)s
         AND (r.expiry_date IS NULL
              OR date(r.expiry_date, '-' || (10 * COALESCE(later.renewals, 0)) || ' years') > %(d)s
              OR (r.type IN ('trademark', 'madrid_mark')
                  AND date(r.expiry_date, '-' || (10 * COALESCE(later.renewals, 0)) || ' years') >= %(listed)s))
         AND r.record_id NOT IN (SELECT record_id FROM gone) AND r.record_id NOT IN (SELECT record_id FROM over)""",
    """CREATE TEMP TABLE present (record_id INTEGER PRIMARY KEY, holder TEXT, entity_kind TEXT)""",
    """INSERT INTO present SELECT e.record_id, COALESCE(NULLIF(e.uscc, ''), e.name), e.entity_kind
       FROM registers_enterprise e WHERE {stands:e} AND e.division_code = %(c)s AND e.record_id IN (SELECT record_id FROM seats)
         AND (e.established_date IS NULL OR e.established_date <= %(d)s)
         AND (e.closed_date IS NULL OR e.closed_date > %(d)s OR COALESCE(e.closed_known_date, e.closed_date) > %(d)s)""",
    """CREATE TEMP TABLE titled AS
       SELECT COALESCE(e.holder, NULLIF(t.uscc, ''), t.enterprise_name) AS holder, t.kind, t.level, t.rule_version
       FROM registers_title t LEFT JOIN present e ON e.record_id = t.enterprise_id
       WHERE (t.enterprise_id IS NULL OR e.record_id IS NOT NULL)
         AND {stands:t} AND t.division_code = %(c)s AND t.match_state <> 'outside' AND t.valid_from <= %(d)s
         AND t.known_date <= %(d)s AND (t.valid_through IS NULL OR t.valid_through >= %(d)s)
         AND (t.revoked_date IS NULL OR t.revoked_date > %(d)s OR COALESCE(t.revoked_known_date, t.revoked_date) > %(d)s)""",
    """CREATE TEMP TABLE dealt AS SELECT v.record_id, v.type, v.effective_date, v.detail, r.type AS right_type
       FROM registers_legalevent v JOIN registers_right r ON r.record_id = v.record_id
       WHERE {stands:v} AND {stands:r} AND v.division_code = %(c)s AND v.type IN ('pledge', 'transfer', 'licence_recorded')
         AND v.effective_date BETWEEN %(first)s AND %(d)s AND v.known_date <= %(d)s
         AND v.record_id NOT IN (SELECT u.right_id FROM registers_nonnormalfiling u WHERE {stands:u}
           AND u.right_id IS NOT NULL AND u.listed_date <= %(d)s AND u.known_date <= %(d)s
           AND (u.reinstated_date IS NULL OR u.reinstated_date > %(d)s
                OR COALESCE(u.reinstated_known_date, u.reinstated_date) > %(d)s))""",
)
TABLES = ("seats", "here", "present", "gone", "over", "later", "valid", "titled", "dealt")
TEARDOWN = tuple(f"DROP TABLE {name}" for name in TABLES)

FAMILY = """SELECT substr(replace(replace(g.priority_number, 'CN', ''), 'ZL', ''), 1, 12) FROM valid g
    WHERE g.type = 'overseas_invention' AND g.priority_number <> ''
      AND g.country NOT IN ('WO', 'CN', 'HK', 'MO', 'TW') AND g.number NOT LIKE 'WO%%'"""
FIRST_NAMED = """EXISTS (SELECT 1 FROM registers_holding h WHERE h.record_id = p.record_id AND {stands:h} AND h.rank = 1
    AND COALESCE(h.known_from, h.valid_from, '') <= %(d)s AND (h.valid_from IS NULL OR h.valid_from <= DAY)
    AND (h.valid_to IS NULL OR h.valid_to > DAY)
    AND (h.holder_id IN (SELECT record_id FROM seats) OR (h.holder_id IS NULL AND h.area_code = %(c)s)))"""
LOCAL_SIDE = f"""({FIRST_NAMED.replace("DAY", "p.effective_date")}
    OR {FIRST_NAMED.replace("DAY", "date(p.effective_date, '-1 day')")})"""


def _reported(series: str, part: str = "", flow: bool = False, survey: bool = False) -> str:
    span = "f.period_start >= %(first)s" if flow else "TRUE" if survey else "f.period_start IS NULL"
    chosen = "SUM(f.value)" if flow else "f.value"
    newest = "" if flow else "ORDER BY f.period_end DESC, f.published_date DESC LIMIT 1"
    return f"""SELECT {chosen} FROM registers_reportedfigure f WHERE {{stands:f}} AND f.division_code = %(c)s
        AND f.series = '{series}' AND f.part = '{part}' AND {span} AND f.period_end <= %(d)s
        AND f.published_date <= %(d)s {newest}"""


def _granted(types: str, more: str = "") -> str:
    return f"""SELECT COUNT(*) FROM registers_right r JOIN here ON here.record_id = r.record_id
        WHERE {{stands:r}} AND r.division_code = %(c)s AND r.type IN ({types}) {more}
          AND COALESCE(r.grant_date, r.registration_date) BETWEEN %(first)s AND %(d)s
          AND r.record_id NOT IN (SELECT record_id FROM gone)"""


QUERIES = (
    (("patents_granted",), _granted("'invention', 'utility_model', 'design'")),
    (
        (
            "valid_inventions",
            "valid_trademarks",
            "madrid_registrations",
            "valid_plant_varieties",
            "geographical_indications",
            "inventions_per_10000_people",
            "trademarks_per_100_entities",
        ),
        f"""SELECT SUM(y.type = 'invention'), SUM(y.type = 'trademark'), SUM(y.type = 'madrid_mark'),
              SUM(y.type = 'plant_variety'), SUM(y.type = 'geographical_indication' AND y.sub_key IN ('product', 'mark')),
              SUM(y.type = 'invention') * 1.0 / ({_reported("resident_population")}),
              SUM(y.type = 'trademark') * 100.0 / ({_reported("market_entities")})
            FROM valid y JOIN here ON here.record_id = y.record_id""",
    ),
    (
        ("high_value_inventions", "high_value_inventions_per_10000_people"),
        f"""SELECT COUNT(*), COUNT(*) * 1.0 / ({_reported("resident_population")})
            FROM valid y JOIN here ON here.record_id = y.record_id
            WHERE y.type = 'invention' AND (date(y.filing_date, '+10 years') < %(d)s OR y.classification IN (SELECT symbol FROM classes)
              OR substr(y.number, 1, 12) IN ({FAMILY})
              OR y.record_id IN (SELECT v.record_id FROM registers_legalevent v WHERE {{stands:v}} AND v.type = 'award'
                AND v.division_code = %(c)s AND v.known_date <= %(d)s AND v.effective_date <= %(d)s
                AND json_extract(v.detail, '$.award') IN ('national_science', 'china_patent')))""",
    ),
    (("overseas_inventions_granted",), _granted("'overseas_invention'", "AND r.country <> 'WO'")),
    (
        ("pct_applications",),
        """SELECT COUNT(*) FROM registers_right r JOIN here ON here.record_id = r.record_id
           WHERE {stands:r} AND r.division_code = %(c)s AND r.type = 'pct_application'
             AND r.filing_date BETWEEN %(first)s AND %(d)s""",
    ),
    (("copyrights_registered",), _granted("'copyright'")),
    (
        ("pledge_contracts", "pledged_loans"),
        """SELECT COUNT(*), SUM(loan) / 1000000.0 FROM (SELECT MAX(json_extract(p.detail, '$.loan_fen')) AS loan
             FROM dealt p JOIN here ON here.record_id = p.record_id
             WHERE p.type = 'pledge' AND p.right_type IN ('invention', 'utility_model', 'design', 'trademark', 'copyright')
             GROUP BY COALESCE(json_extract(p.detail, '$.contract'), json_extract(p.detail, '$.number'), p.record_id))""",
    ),
    (
        ("patent_transfers", "patent_licences", "patent_transfers_and_licences"),
        f"""SELECT transfers, licences, transfers + licences FROM
            (SELECT COUNT(DISTINCT p.record_id || ' ' || p.effective_date) AS transfers FROM dealt p
             WHERE p.type = 'transfer' AND p.right_type IN ('invention', 'utility_model', 'design')
               AND COALESCE(json_extract(p.detail, '$.cause'), '') NOT IN ('inheritance', 'merger', 'name_change')
               AND {LOCAL_SIDE}),
            (SELECT COUNT(DISTINCT p.record_id || ' ' || p.effective_date || COALESCE(json_extract(p.detail, '$.number'), ''))
               AS licences FROM dealt p JOIN here ON here.record_id = p.record_id
             WHERE p.type = 'licence_recorded' AND p.right_type IN ('invention', 'utility_model', 'design'))""",
    ),
    (
        ("titled_enterprises", "pilot_or_advantage_enterprises", "certified_enterprises", "indication_users"),
        """SELECT
             COUNT(DISTINCT CASE WHEN kind IN ('advantage', 'demonstration', 'high_tech', 'specialised_sme', 'little_giant')
               AND level <> 'county' AND level <> '' THEN holder END),
             COUNT(DISTINCT CASE WHEN kind IN ('pilot', 'advantage', 'demonstration') AND level <> 'county' AND level <> ''
               THEN holder END),
             COUNT(DISTINCT CASE WHEN kind = 'ip_management' THEN holder END),
             COUNT(DISTINCT CASE WHEN kind = 'indication_user' THEN holder END)
           FROM titled""",
    ),
    (
        ("service_agencies", "patent_attorneys"),
        """SELECT COUNT(*), SUM(CASE WHEN a.kind = 'patent_agency' THEN a.attorneys END) FROM registers_agency a
           WHERE {stands:a} AND a.division_code = %(c)s AND a.area_code IN (%(c)s, '') AND {works:a}""",
    ),
    (
        ("enterprises_under_trusteeship",),
        """SELECT COUNT(DISTINCT COALESCE(u.enterprise_id, u.enterprise_name)) FROM registers_trusteeship u
           WHERE {stands:u} AND u.division_code = %(c)s AND u.valid_from <= %(d)s AND u.known_date <= %(d)s
             AND (u.enterprise_id IS NULL OR u.enterprise_id IN (SELECT record_id FROM present))
             AND (u.valid_through IS NULL OR u.valid_through >= %(d)s)
             AND (u.ended_date IS NULL OR u.ended_date > %(d)s OR COALESCE(u.ended_known_date, u.ended_date) > %(d)s)""",
    ),
    (
        ("enterprises_with_granted_patents",),
        """SELECT COUNT(*) FROM (SELECT h.holder_id FROM registers_right r JOIN registers_holding h ON h.record_id = r.record_id
             WHERE {stands:r} AND {stands:h} AND {holds:h} AND r.division_code = %(c)s
               AND r.type IN ('invention', 'utility_model', 'design') AND r.grant_date <= %(d)s
               AND r.record_id NOT IN (SELECT record_id FROM gone)
               AND h.holder_id IN (SELECT record_id FROM present
                 WHERE entity_kind IN ('company', 'cooperative', 'sole_trader'))
             GROUP BY h.holder_id HAVING COUNT(DISTINCT h.record_id) >= 2)""",
    ),
    (
        ("industry_alliances",),
        "SELECT COUNT(*) FROM registers_alliance a WHERE {stands:a} AND a.division_code = %(c)s AND {works:a}",
    ),
    (
        ("patent_information_databases", "research_facilities"),
        """SELECT SUM(f.kind = 'patent_information_database'), SUM(f.kind IN ('rd_platform', 'technology_centre'))
           FROM registers_facility f
           WHERE {stands:f} AND f.division_code = %(c)s AND f.area_code IN (%(c)s, '') AND {works:f}""",
    ),
    (("market_entities",), _reported("market_entities")),
    (("resident_population",), _reported("resident_population")),
    (("patent_intensive_products",), _reported("I21", "filed")),
    (("patent_industrialisation_rate",), _reported("I22", survey=True)),
    (("protection_satisfaction",), _reported("I28", survey=True)),
    (("ip_royalties",), _reported("I20", flow=True)),
    (("administrative_adjudications",), _reported("I23", "opened", flow=True)),
    (("enforcement_cases",), _reported("I24", "opened", flow=True)),
    (("criminal_referrals",), _reported("I25", flow=True)),
    (("mediations",), _reported("I26", "concluded", flow=True)),
    (("rights_aid_services",), _reported("I27", "accepted", flow=True)),
)
