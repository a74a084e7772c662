"""Kraken's ledgers in the headers of several years, and a line of them."""

from tests.portfolios.importers.texts import clean, legs

NEW = '"txid","refid","time","type","subtype","aclass","asset","wallet","amount","fee","balance"'
OLD = '"txid","refid","time","type","aclass","asset","amount","fee","balance"'


def entry(refid, kind, asset, amount, fee="0", *, subtype="", txid=None, time="12:00:00"):
    """A line of the newest form; the txid tells lines of one refid apart."""
    name = f"L-{refid}-{asset}-{kind}-{amount}" if txid is None else txid
    return (
        f'"{name}","{refid}","2024-03-19 {time}","{kind}","{subtype}","currency","{asset}",'
        f'"spot / main",{amount},{fee},1.0000'
    )


def kraken(*entries, header=NEW):
    return "\n".join((header, *entries, ""))


def only(*entries):
    parsed = clean(kraken(*entries))
    assert parsed.format == "kraken"
    assert len(parsed.rows) == 1
    return parsed.rows[0]


def kinds(*entries):
    return [(row.type.value, *legs(row)) for row in clean(kraken(*entries)).rows]
