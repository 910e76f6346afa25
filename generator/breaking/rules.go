package breaking

// A Rule is a kind of change.
type Rule struct {
	Name   string
	Class  Class
	Reason string // why it has its class, or what to do
}

// The rules. Each has a row in docs/breaking.md, and a test of its own.
var (
	methodRemoved = Rule{"method-removed", Wire, "old clients that call it are refused"}
	methodAdded   = Rule{"method-added", Safe, "old clients do not call it; implementations need it"}
	methodRenamed = Rule{"method-renamed", Source, "the name on the wire is the same, and callers in Go must use the new one"}

	requestRequired  = Rule{"request-field-required", Wire, "requests of old clients do not have it and are refused"}
	requestOptional  = Rule{"request-field-optional", Safe, "old clients go on sending it, or do without"}
	requestAdded     = Rule{"request-field-added", Safe, "old clients leave it out"}
	requestRemoved   = Rule{"request-field-removed", Wire, "what old clients send there is ignored"}
	requestNarrowed  = Rule{"request-type-narrowed", Wire, "some of what old clients send is refused"}
	requestWidened   = Rule{"request-type-widened", Safe, "all that old clients send is still read"}
	requestRetyped   = Rule{"request-type-changed", Wire, "what old clients send is refused"}
	requestEnumFewer = Rule{"request-value-removed", Wire, "old clients may still send it"}
	requestEnumMore  = Rule{"request-value-added", Safe, "old clients do not send it"}

	ruleTightened = Rule{"request-rule-tightened", Wire, "some of what old clients send is refused"}
	ruleLoosened  = Rule{"request-rule-loosened", Safe, "all that old clients send is still taken"}

	responseAdded    = Rule{"response-field-added", Safe, "old clients ignore it"}
	responseRemoved  = Rule{"response-field-removed", Wire, "old clients miss it"}
	responseAbsent   = Rule{"response-field-optional", Wire, "old clients miss it when it is absent"}
	responsePresent  = Rule{"response-field-required", Safe, "old clients can read what is always there"}
	responseWidened  = Rule{"response-type-widened", Wire, "old clients cannot read some of what comes"}
	responseNarrowed = Rule{"response-type-narrowed", Safe, "old clients can read all that comes"}
	responseRetyped  = Rule{"response-type-changed", Wire, "old clients cannot read what comes"}
	responseFewer    = Rule{"response-value-removed", Safe, "it does not come any more"}
	responseMore     = Rule{"response-value-added", Wire, "old clients that check values, such as those in TypeScript, do not know it"}
	valueChanged     = Rule{"value-changed", Wire, "the two sides mean different things by it"}

	binaryUnskippable = Rule{"binary-unskippable", Wire, "TSRPC's binary readers cannot skip a new field like this; put it into a list, or add a method"}
	binaryRetyped     = Rule{"binary-type-changed", Wire, "TSRPC's binary form of it is another"}

	interfaceRemoved = Rule{"interface-removed", Source, "source that names it does not compile"}
	signatureChanged = Rule{"signature-changed", Source, "source that calls or implements it does not compile"}
	goFieldRemoved   = Rule{"go-field-removed", Source, "source that uses it does not compile"}
	goFieldRetyped   = Rule{"go-field-retyped", Source, "source that uses it may not compile"}
	goConstRemoved   = Rule{"go-constant-removed", Source, "source that names it does not compile"}
)

// Rules returns all rules, in the order of the document.
func Rules() []Rule {
	return []Rule{
		methodRemoved, methodAdded, methodRenamed,
		requestRequired, requestOptional, requestAdded, requestRemoved,
		requestNarrowed, requestWidened, requestRetyped, requestEnumFewer, requestEnumMore, ruleTightened, ruleLoosened,
		responseAdded, responseRemoved, responseAbsent, responsePresent,
		responseWidened, responseNarrowed, responseRetyped, responseFewer, responseMore, valueChanged,
		binaryUnskippable, binaryRetyped,
		interfaceRemoved, signatureChanged, goFieldRemoved, goFieldRetyped, goConstRemoved,
	}
}
