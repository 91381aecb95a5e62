"""GraphML and N-Triples, read back by parsers of their formats, say what the records say."""

import io
import json
from pathlib import Path
from typing import Any
from urllib.parse import unquote

import networkx
import pytest
import rdflib
from conftest import asked, run
from lxml import etree
from many_records import hub_records, paper_records
from rdflib.namespace import DCTERMS, OWL, XSD

from citehub.formats import load
from citehub.formats.works import keyed, work_of

HUBS = hub_records()
PAPERS = paper_records()
ALL = [*HUBS, *PAPERS]
CITO = rdflib.Namespace("http://purl.org/spar/cito/")


def written(form: str, records: list[dict[str, Any]]) -> str:
    return "".join(load(form).pieces(records, None, False))


# ---- GraphML -------------------------------------------------------------------------------------

# The order of elements, and the attributes that must be there, of GraphML 1.0 without ports,
# hyperedges and nested graphs, which we do not write.
SCHEMA = """
<grammar xmlns="http://relaxng.org/ns/structure/1.0"
  datatypeLibrary="http://www.w3.org/2001/XMLSchema-datatypes"
  ns="http://graphml.graphdrawing.org/xmlns">
 <start><element name="graphml">
  <optional><attribute name="schemaLocation" ns="http://www.w3.org/2001/XMLSchema-instance"/></optional>
  <zeroOrMore><element name="key">
   <attribute name="id"><data type="NMTOKEN"/></attribute>
   <attribute name="for"><choice><value>node</value><value>edge</value></choice></attribute>
   <attribute name="attr.name"><data type="NMTOKEN"/></attribute>
   <attribute name="attr.type"><choice><value>string</value><value>boolean</value><value>int</value>
    <value>long</value><value>float</value><value>double</value></choice></attribute>
  </element></zeroOrMore>
  <zeroOrMore><element name="graph">
   <attribute name="id"><data type="NMTOKEN"/></attribute>
   <attribute name="edgedefault">
    <choice><value>directed</value><value>undirected</value></choice></attribute>
   <zeroOrMore><choice>
    <element name="node"><attribute name="id"><data type="NMTOKEN"/></attribute>
     <ref name="data"/></element>
    <element name="edge"><attribute name="id"><data type="NMTOKEN"/></attribute>
     <attribute name="source"><data type="NMTOKEN"/></attribute>
     <attribute name="target"><data type="NMTOKEN"/></attribute><ref name="data"/></element>
   </choice></zeroOrMore>
  </element></zeroOrMore>
 </element></start>
 <define name="data"><zeroOrMore><element name="data">
  <attribute name="key"><data type="NMTOKEN"/></attribute><text/>
 </element></zeroOrMore></define>
</grammar>
"""


@pytest.mark.parametrize("records", [ALL, PAPERS, HUBS, []], ids=["all", "papers", "hubs", "none"])
def test_elements_stand_in_the_order_of_the_schema(records: list[dict[str, Any]]) -> None:
    schema = etree.RelaxNG(etree.fromstring(SCHEMA))
    schema.assertValid(etree.fromstring(written("graphml", records).encode()))


def test_networkx_reads_what_the_records_say() -> None:
    graph = networkx.read_graphml(
        io.BytesIO(written("graphml", ALL).encode()), force_multigraph=True
    )
    edges = iter(sorted(graph.edges(data=True, keys=True), key=lambda edge: int(edge[2][1:])))
    hubs = {}
    seen = set()
    for key, record, is_known in keyed(ALL):
        node, work = graph.nodes[key], work_of(record, key)
        seen.add(key)
        if "hub" not in record:
            hubs[record["id"]] = key
        else:
            source, target, _, said = next(edges)
            assert (source, target) == (key, hubs[record["hub"]])
            for name in ("citation_role", "citation_polarity", "representative", "dropped"):
                assert said[name] == record[name]
            assert said["weight"] == max(1, len(record["contexts"] or ()))
        if not is_known:
            texts = {"label": work.title or work.note, "doi": work.doi, "venue": work.venue}
            texts |= {"arxiv_id": work.arxiv_id, "url": work.url, "summary": work.note}
            texts |= {"authors": "; ".join(map(str, work.authors)), "date": work.date}
            assert {name: node.get(name, "") for name in texts} == texts
            assert node.get("year") == work.year
            assert node["kind"] == ("paper" if "hub" in record else "hub")
    assert next(edges, None) is None
    assert seen == set(graph.nodes)


def test_a_hub_without_a_record_is_a_node_of_its_id() -> None:
    graph = networkx.read_graphml(io.BytesIO(written("graphml", PAPERS[:50]).encode()))
    labels = {data["label"] for _, data in graph.nodes(data=True) if data["kind"] == "hub"}
    assert labels == {record["hub"] for record in PAPERS[:50]}


# ---- N-Triples -----------------------------------------------------------------------------------

ROLES = {"background": CITO.obtainsBackgroundFrom, "extension": CITO.extends}
POLARITIES = {"support": CITO.supports, "contrast": CITO.disputes}


def iri(record: dict[str, Any], key: str) -> rdflib.URIRef:
    kind, name = ("paper", key) if "hub" in record else ("hub", record["id"])
    return rdflib.URIRef(f"urn:x-citehub:{kind}:{name}")


def test_rdflib_reads_what_the_records_say() -> None:
    text = written("nt", ALL)
    found = rdflib.Graph().parse(data=text, format="nt")
    graph = rdflib.Graph()
    for node, name, value in found:  # ids as they are, so that they can be compared
        is_ours = str(value).startswith("urn:")
        target = rdflib.URIRef(unquote(str(value))) if is_ours else value
        graph.add((rdflib.URIRef(unquote(str(node))), name, target))
    cited: dict[tuple[rdflib.URIRef, str], set[rdflib.URIRef | None]] = {}
    for key, record, is_known in keyed(ALL):
        work = work_of(record, key)
        subject = iri(record, key)
        if not is_known:
            said = {"title": work.title, "abstract": work.abstract, "description": work.note}
            for term, wanted in said.items():
                assert [*map(str, graph.objects(subject, DCTERMS[term]))] == [wanted] * bool(wanted)
            creators = {str(value) for value in graph.objects(subject, DCTERMS.creator)}
            assert creators == {*map(str, work.authors)}
            ids = {f"doi:{work.doi}"} if work.doi else set()
            ids |= {f"arXiv:{work.arxiv_id}"} if work.arxiv_id else set()
            assert {*map(str, graph.objects(subject, DCTERMS.identifier))} == ids
            assert len([*graph.objects(subject, OWL.sameAs)]) == len(ids)
            dates = [*graph.objects(subject, DCTERMS.date)]
            date = work.date or str(work.year or "")
            kind = {10: XSD.date, 4: XSD.gYear}.get(len(date))
            assert dates == [rdflib.Literal(date, datatype=kind)] * bool(date)
        if "hub" in record:
            properties = {CITO.cites, ROLES.get(record["citation_role"])}
            properties |= {POLARITIES.get(record["citation_polarity"])}
            pair = (subject, f"urn:x-citehub:hub:{record['hub']}")
            cited.setdefault(pair, set()).update(properties - {None})
    for (subject, hub), properties in cited.items():
        assert {*graph.predicates(subject, rdflib.URIRef(hub))} == properties
    citations = [name for _, name, _ in graph if str(name).startswith(CITO)]
    assert len(citations) == sum(len(properties) for properties in cited.values())


# ---- both ----------------------------------------------------------------------------------------

BROKEN = "a\x00b\x1b[31mc\ud800d\ufffee\u2028f\r\ng\x85h"


@pytest.mark.parametrize("form", ["graphml", "nt", "bibtex", "ris", "csl-json"])
def test_what_no_text_can_hold_is_replaced_and_parsers_read_on(form: str) -> None:
    record = PAPERS[0] | {"title": BROKEN, "summary": BROKEN, "authors": [BROKEN], "doi": BROKEN}
    text = written(form, [record])
    assert text.encode("utf-8")
    assert not {"\x00", "\x1b", "\r", "\x85"} & set(text)
    shown = "a\ufffdb\ufffd[31mc\ufffdd\ufffde f g h"
    if form == "graphml":
        graph = networkx.read_graphml(io.BytesIO(text.encode()))
        assert shown in {data["label"] for _, data in graph.nodes(data=True)}
    elif form == "nt":
        triples = rdflib.Graph().parse(data=text, format="nt")
        assert shown in set(map(str, triples.objects(None, DCTERMS.title)))
    elif form == "csl-json":
        assert json.loads(text)[0]["title"] == shown
    else:
        assert shown in text


@pytest.mark.parametrize("form", ["graphml", "nt"])
def test_listings_go_out_with_the_hubs_that_they_cite(store: Path, form: str) -> None:
    hubs = {hub["id"]: hub for hub in asked("show", store=store)}
    for listing in (("search", "--role", "survey"), ("show", "clocks", "--role", "survey")):
        found = asked(*listing, store=store)
        papers = found["papers"] if isinstance(found, dict) else found
        assert papers
        cited = [hub for id, hub in hubs.items() if id in {paper["hub"] for paper in papers}]
        text = run(*listing, "-f", form, store=store).stdout
        assert text == written(form, [*cited, *papers])
        assert all(hub["title"] in text for hub in cited)
    assert run("show", "-f", form, store=store).stdout == written(form, [*hubs.values()])
