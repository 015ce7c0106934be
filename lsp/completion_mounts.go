package lsp

import (
	"strings"

	"go.lsp.dev/protocol"

	"github.com/lambdock/lambdock/analysis/source"
)

// mountTypes are the kinds of RUN --mount, and mountKeys what they take (https://docs.docker.com/reference/dockerfile/#run---mount).
var (
	mountTypes = []argument{
		{"cache", "a folder that is kept between builds, and is not in the image"}, {"secret", "a secret that is not in the image"}, {"bind", "files of the context or of a stage"},
		{"tmpfs", "a folder in memory"}, {"ssh", "the agent's keys"},
	}
	mountKeys = []argument{
		{"type=", "cache, secret, bind, tmpfs or ssh"}, {"target=", "where it is in the image"}, {"source=", "what of the context or the stage"}, {"from=", "a stage or an image"},
		{"id=", "the name of a secret or a cache"}, {"sharing=", "shared, private or locked"}, {"env=", "a variable to hold the secret"}, {"required=", "whether a build without it fails"},
	}
	sharings = []argument{{"locked", "one build at a time"}, {"shared", "all builds at once"}, {"private", "a folder of its own for each build"}}
)

// mounts completes the part of RUN --mount=… that is being typed: a key, or its value.
func (c completer) mounts(value string, at source.Span) []proposal {
	part := value[strings.LastIndexByte(value, ',')+1:]
	at.Start += len(value) - len(part)
	key, text, valued := strings.Cut(part, "=")
	if valued {
		at.Start += len(part) - len(text)
	}
	switch {
	case !valued && c.generic:
		return choices(mountKeys, protocol.CompletionItemKindProperty, at)
	case key == "type" && c.generic:
		return choices(mountTypes, protocol.CompletionItemKindEnumMember, at)
	case key == "sharing" && c.generic:
		return choices(sharings, protocol.CompletionItemKindEnumMember, at)
	case key == "from" && valued:
		return c.stages(at)
	}
	return nil
}

func choices(of []argument, kind protocol.CompletionItemKind, at source.Span) []proposal {
	var found []proposal
	for _, a := range of {
		found = append(found, proposal{label: a.form, detail: a.what, kind: kind, span: at})
	}
	return found
}
