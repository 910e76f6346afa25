package diag

// A Code names a kind of problem. Codes stay what they are from version to version, so
// that programs can tell problems apart; "rpcgen explain" says what each means.
type Code string

// The codes. What they mean and what to do is in docs/errors.md.
const (
	// What is wrong with Go source.
	SyntaxError    Code = "syntax-error"
	DoesNotCompile Code = "does-not-compile"

	// What is wrong with an interface or a method.
	NotAnInterface   Code = "not-an-interface"
	GenericInterface Code = "generic-interface"
	EmptyInterface   Code = "empty-interface"
	UnexportedMethod Code = "unexported-method"
	NoErrorResult    Code = "no-error-result"
	MisplacedError   Code = "misplaced-error"
	BadEnvelope      Code = "bad-envelope"

	// What is wrong with a type.
	UnsendableType Code = "unsendable-type"
	UnnameableType Code = "unnameable-type"

	// What is wrong with a directive.
	BadDirective       Code = "bad-directive"
	MisplacedDirective Code = "misplaced-directive"

	// What is wrong with rules for requests.
	BadRule           Code = "bad-rule"
	UncheckedRule     Code = "unchecked-rule"
	UncacheableMethod Code = "uncacheable-method"

	// Names that meet.
	NameTaken      Code = "name-taken"
	WireNameTaken  Code = "wire-name-taken"
	JavaScriptName Code = "javascript-name"

	// What rpcgen was asked to read.
	NoServices     Code = "no-services"
	NoSuchPackage  Code = "no-such-package"
	NoSuchFile     Code = "no-such-file"
	NoSuchType     Code = "no-such-type"
	ExcludedFile   Code = "excluded-file"
	UnreadableFile Code = "unreadable-file"
	SeveralMeant   Code = "several-packages"

	// What is in the way of the output.
	BadOutput       Code = "bad-output"
	OutputCollision Code = "output-collision"
	ForeignFile     Code = "foreign-file"
	ServiceDropped  Code = "service-dropped"
	BadProto        Code = "bad-serviceproto"

	// OutOfDate is what -check finds.
	OutOfDate Code = "out-of-date"
)
