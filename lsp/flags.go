package lsp

// instructionFlag is a flag of an instruction without its dashes; one that takes a value ends in "=".
type instructionFlag struct {
	name string
	// value is what it takes, as a signature writes it; empty for a switch.
	value string
	what  string
}

// label is the flag as it is typed, up to its value.
func (f instructionFlag) label() string {
	if f.value == "" {
		return "--" + f.name
	}
	return "--" + f.name + "="
}

// argument is a part of an instruction that is no flag.
type argument struct{ form, what string }

// form is how an instruction is written.
type form struct {
	flags     []instructionFlag
	arguments []argument
	// what says what Lambda makes of it; empty where it makes nothing.
	what string
}

// forms are the instructions, as https://docs.docker.com/reference/dockerfile/ has them.
var forms = map[string]form{
	"FROM": {
		flags:     []instructionFlag{{"platform", "PLATFORM", "the platform of the stage"}},
		arguments: []argument{{"IMAGE[:TAG]", "the base image, or an earlier stage"}, {"[AS NAME]", "the stage's name, for --from and FROM"}},
		what:      "Begins a stage. The last one is the function's image.",
	},
	"COPY": {
		flags: []instructionFlag{
			{"from", "STAGE", "a stage or an image to copy from"}, {"chmod", "MODE", "the permissions in the image"}, {"link", "", "a layer of its own"},
			{"parents", "", "keep the folders of the sources"}, {"exclude", "PATTERN", "leave out what matches"}, {"chown", "USER[:GROUP]", "the owner in the image"},
		},
		arguments: []argument{{"SOURCE…", "files of the build context, or of --from"}, {"DESTINATION", "where they lie in the image; a folder if it ends in a slash"}},
		what:      "Copies files. Lambda runs the function as a user of its own, who must be able to read them.",
	},
	"ADD": {
		flags: []instructionFlag{
			{"chmod", "MODE", "the permissions in the image"}, {"checksum", "ALGORITHM:HASH", "the checksum of a download"}, {"link", "", "a layer of its own"},
			{"unpack", "true|false", "whether archives are unpacked"}, {"exclude", "PATTERN", "leave out what matches"}, {"chown", "USER[:GROUP]", "the owner in the image"},
		},
		arguments: []argument{{"SOURCE…", "files of the build context, archives, addresses"}, {"DESTINATION", "where they lie in the image; a folder if it ends in a slash"}},
		what:      "Copies files, unpacks archives, downloads.",
	},
	"RUN": {
		flags:     []instructionFlag{{"mount", "type=TYPE[,…]", "lay a cache, a secret or files over the image while the command runs"}, {"network", "default|none|host", "the network of the command"}},
		arguments: []argument{{"COMMAND", "a command line for the shell, or a JSON array"}},
		what:      "Runs a command in the build. What it writes is in the image, and read-only in Lambda.",
	},
	"CMD": {
		arguments: []argument{{`["HANDLER"]`, "on Lambda's base images the handler, the one argument of the entry point"}},
		what:      "What the entry point gets. A function's configuration may replace it.",
	},
	"ENTRYPOINT": {
		arguments: []argument{{`["PROGRAM", "ARGUMENT", …]`, "what starts: the runtime interface client, or a program that speaks to the Runtime API"}},
		what:      "What the container starts. Lambda's base images set it themselves.",
	},
	"ENV": {
		arguments: []argument{{"NAME=VALUE…", "variables of the build and of the function"}},
		what:      "Sets variables. Lambda sets those that it reserves anew.",
	},
	"ARG": {
		arguments: []argument{{"NAME[=DEFAULT]…", "variables of the build alone"}},
		what:      "Declares a build argument. The function does not see it.",
	},
	"WORKDIR": {
		arguments: []argument{{"DIRECTORY", "where RUN, CMD and relative destinations of COPY are; it is made if it is missing"}},
		what:      "Sets the working directory.",
	},
	"USER": {
		arguments: []argument{{"NAME[:GROUP]", "who RUN and the container run as"}},
		what:      "Counts in the build. Lambda runs the function as a user of its own.",
	},
	"EXPOSE":     {arguments: []argument{{"PORT[/PROTOCOL]…", "ports"}}},
	"VOLUME":     {arguments: []argument{{"DIRECTORY…", "mount points"}}},
	"STOPSIGNAL": {arguments: []argument{{"SIGNAL", "a name or a number"}}},
	"LABEL":      {arguments: []argument{{"NAME=VALUE…", "labels of the image"}}, what: "Describes the image."},
	"SHELL":      {arguments: []argument{{`["PROGRAM", "ARGUMENT", …]`, "what RUN, CMD and ENTRYPOINT in shell form run in"}}, what: "Sets the shell."},
	"ONBUILD":    {arguments: []argument{{"INSTRUCTION", "an instruction"}}, what: "Runs an instruction in images that are built on this one."},
	"HEALTHCHECK": {
		flags: []instructionFlag{
			{"interval", "DURATION", "the time between two checks"}, {"timeout", "DURATION", "how long a check may take"}, {"start-period", "DURATION", "how long the container may need to start"},
			{"start-interval", "DURATION", "the time between two checks while it starts"}, {"retries", "N", "after how many failures it is unhealthy"},
		},
		arguments: []argument{{"CMD COMMAND|NONE", "the check"}},
	},
}
