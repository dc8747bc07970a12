-- What is read of a release; everything else in it is passed over.
create type organisation_shape as struct(id varchar);
create type tender_shape as struct(
    status varchar,
    "procurementMethod" varchar,
    "numberOfTenderers" json,
    "tenderPeriod" struct("startDate" varchar, "endDate" varchar),
    "procuringEntity" organisation_shape
);
create type award_shape as struct(
    status varchar,
    suppliers organisation_shape[],
    items struct(classification struct(id varchar))[]
);
create type bids_shape as struct(
    details struct(
        status varchar,
        date varchar,
        tenderers organisation_shape[],
        value struct(amount json, currency varchar)
    )[]
);
create type release_shape as struct(
    ocid varchar,
    buyer organisation_shape,
    tender tender_shape,
    awards award_shape[],
    bids bids_shape
);

-- Hyndman–Fan type 8, by which statrs, the library under Cardinal, takes quartiles; of nothing: null.
create macro at_place(sorted, place) as
    case
        when floor(place) < 1 then sorted[1]
        when floor(place) >= len(sorted) then sorted[len(sorted)]
        else
            sorted[cast(floor(place) as bigint)]
            + (place - floor(place))
            * (sorted[cast(floor(place) as bigint) + 1] - sorted[cast(floor(place) as bigint)])
    end;
create macro percentile_8(sorted, p) as at_place(sorted, (len(sorted) + 1 / 3) * p + 1 / 3);
