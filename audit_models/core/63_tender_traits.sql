-- What the bidders of a tender have in common: one row for every tender and trait of a bid (mac, author, bond
-- account, ip) or of a bidder (legal representative, telephone, address, account, sponsor). A trait is named by its
-- column and compared as a text key or code key; withdrawn bids do not count.
--   trait_no      order in which a trait is named
--   bidders       distinct contractors; asked, filled: bids (bidders), and those with the cell filled
--   same_bidders  contractors of the largest group with one value; empty where no two have the same
with bids as (
    select * from source.bids
),

contractors as (
    select * from source.contractors
),

standing_bids as (
    select
        bids.tender_id,
        bids.contractor_id,
        text_key(bids.mac) as mac_key,
        text_key(bids.file_author) as author_key,
        code_key(bids.bond_account) as account_key,
        text_key(bids.ip) as ip_key
    from bids
    where bids.status <> 'withdrawn'
),

bidders as (
    select distinct
        standing_bids.tender_id,
        standing_bids.contractor_id,
        text_key(contractors.legal_rep) as legal_rep_key,
        code_key(contractors.phone) as phone_key,
        text_key(contractors.address) as address_key,
        code_key(contractors.bank_account) as account_key,
        contractors.sponsor_unit_code
    from standing_bids
    inner join contractors on contractors.contractor_id = standing_bids.contractor_id
),

traits as (
    select tender_id, contractor_id, 1 as trait_no, 'bids.mac' as trait, mac_key as trait_key
    from standing_bids

    union all

    select tender_id, contractor_id, 2 as trait_no, 'bids.file_author' as trait, author_key as trait_key
    from standing_bids

    union all

    select tender_id, contractor_id, 3 as trait_no, 'bids.bond_account' as trait, account_key as trait_key
    from standing_bids

    union all

    select tender_id, contractor_id, 4 as trait_no, 'bids.ip' as trait, ip_key as trait_key
    from standing_bids

    union all

    select tender_id, contractor_id, 5 as trait_no, 'contractors.legal_rep' as trait, legal_rep_key as trait_key
    from bidders

    union all

    select tender_id, contractor_id, 6 as trait_no, 'contractors.phone' as trait, phone_key as trait_key
    from bidders

    union all

    select tender_id, contractor_id, 7 as trait_no, 'contractors.address' as trait, address_key as trait_key
    from bidders

    union all

    select tender_id, contractor_id, 8 as trait_no, 'contractors.bank_account' as trait, account_key as trait_key
    from bidders

    union all

    select
        tender_id,
        contractor_id,
        9 as trait_no,
        'contractors.sponsor_unit_code' as trait,
        sponsor_unit_code as trait_key
    from bidders
),

shared as (
    select
        tender_id,
        trait_no,
        trait_key,
        count(distinct contractor_id) as same_bidders,
        min(contractor_id) as first_contractor_id,
        max(contractor_id) as second_contractor_id
    from traits
    where trait_key is not null
    group by tender_id, trait_no, trait_key
    having count(distinct contractor_id) > 1
),

ranked as (
    select
        shared.*,
        row_number() over (
            partition by tender_id, trait_no
            order by same_bidders desc nulls last, trait_key nulls last
        ) as place
    from shared
),

counted as (
    select
        tender_id,
        trait_no,
        trait,
        count(distinct contractor_id) as bidders,
        count(*) as asked,
        count(trait_key) as filled
    from traits
    group by tender_id, trait_no, trait
)

select
    counted.tender_id,
    counted.trait_no,
    counted.trait,
    counted.bidders,
    counted.asked,
    counted.filled,
    ranked.same_bidders,
    ranked.first_contractor_id,
    ranked.second_contractor_id
from counted
left join ranked
    on ranked.tender_id = counted.tender_id
    and ranked.trait_no = counted.trait_no
    and ranked.place = 1
