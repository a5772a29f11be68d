import type { Manner } from "./manner.ts";

export const formal: Manner = {
  opener: [
    "{according to|following} {careful|recent|several} {studies|reports|observations}, $ {deserve|require|reward} {attention|analysis}.",
    "{considering|regarding} $, {several|certain|various} {characteristics|details|aspects} {deserve|merit} {attention|mention}.",
    "{scientific|academic|historical} {literature|research} {provides|offers} {considerable|useful|substantial} {insight|information} {here|on $}.",
    "{researchers|experts|scholars} {describe|discuss|document} $ in {great|considerable|precise} detail.",
    "{allow|permit} me to {present|summarize|outline} the {relevant|essential|available} {evidence|information}{ on $|}.",
    "{the|this} {inquiry|question} {concerns|addresses|examines} $, a {subject|matter} of {some|considerable} {importance|interest}.",
    "{ladies and gentlemen|esteemed colleagues|respected audience}, {we now|I now|let us} turn to $.",
    "it {is|remains} {appropriate|necessary|useful} to {define|examine|consider} $ {carefully|precisely|first}.",
  ],
  elaboration: [
    "{consequently|therefore|accordingly}, $ {represent|have} {considerable|notable} {scientific|practical|cultural} {significance|value}.",
    "{additional|further|independent} {measurements|experiments|records} {support|confirm|extend} {this|such an} {interpretation|observation}.",
    "{furthermore|moreover|in addition}, {external|local} {conditions|factors} {influence|affect} $ {considerably|to a degree}.",
    "{international|national|leading} {organizations|institutions|museums} {collect|publish|exchange} {data|reports|documents} on $.",
    "the {implications|consequences} for $ {remain|are} {under|subject to} {discussion|review|investigation}.",
    "{experts|specialists} {continue|intend} to {observe|examine|classify} $ {systematically|with precision|each year}.",
    "a {detailed|complete|formal} {analysis|description} of $ {exceeds|lies beyond} {this|the present} {summary|report|reply}.",
    "{such|these} {observations|findings} {apply|extend} to {most|numerous|certain} $.",
  ],
  closer: [
    "{further|additional|complete} {documentation|information} {remains|is} available {upon request|in libraries|elsewhere}.",
    "{this|that} {concludes|completes} the {present|formal|official} {explanation|report|statement}{ on $|}.",
    "{appropriate|reasonable} caution {nevertheless |}{remains|is} {essential|advisable|recommended}.",
    "{respectfully|sincerely|faithfully} {submitted|yours|presented}{, the committee|, the department|}.",
    "{we|I} {appreciate|acknowledge|value} your {inquiry|attention|interest}{ in $|}.",
    "{interpretation|judgment} ultimately {requires|depends on} {experience|evidence|context}.",
    "{kindly|please} consult {a|the} {suitable|relevant|local} {library|expert|archive}{ for details|}.",
    "{the|this} {matter|file|report} is {hereby|now} {closed|complete|archived}{ in full|}.",
  ],
  intro: [
    "{specifically|essentially|in particular|notably}, %.",
    "{evidence|research|the record} {suggests|indicates|shows} that %.",
    "it {has been|was} {established|noted|reported} that %.",
    "%, {according to experts|as documented|as recorded elsewhere}.",
    "{officially|formally|technically}, %.",
  ],
};
