package lambda

import "time"

// AsOf is the day on which the facts were gathered.
func AsOf() Date { return asOf }

// Days is the number of days from one date to another; it reports false when either is no date.
func (d Date) Days(until Date) (int, bool) {
	from, err := time.Parse(time.DateOnly, string(d))
	if err != nil {
		return 0, false
	}
	to, err := time.Parse(time.DateOnly, string(until))
	if err != nil {
		return 0, false
	}
	return int(to.Sub(from).Hours() / 24), true
}

// DaysLeft is the number of days until the tag's deprecation; it reports false when no date is known.
func (t *Tag) DaysLeft(today Date) (int, bool) { return today.Days(t.Deprecation) }

// Ending reports whether the tag is still supported but within AWS's notice period of NoticeDays.
func (t *Tag) Ending(today Date) bool {
	left, ok := t.DaysLeft(today)
	return ok && 0 < left && left <= NoticeDays
}

func (t *Tag) healthy(today Date) bool {
	return !t.Preview && !t.Deprecated(today) && !t.Ending(today)
}

// Has reports whether the tag's image exists for an architecture: "x86_64", "arm64".
func (t *Tag) Has(architecture string) bool {
	for _, a := range t.Architectures {
		if a == architecture {
			return true
		}
	}
	return false
}

// Languages are the languages that AWS published base images for.
func Languages() []Language {
	all := make([]Language, len(languages))
	for i := range languages {
		all[i] = languages[i].Language
	}
	return all
}

// Successor is the repository and the tag that take the place of a language's images when AWS publishes no more of them: Go's.
func Successor(lang Language) (repository, tag string, ok bool) {
	for i := range languages {
		if languages[i].Language == lang && languages[i].Successor != "" {
			return PublicRegistry + string(languages[i].Successor), languages[i].SuccessorTag, true
		}
	}
	return "", "", false
}

type languageFacts struct {
	Language, Successor Language
	SuccessorTag        string
	// Title is the name that people use: "Node.js"; Page is AWS's page on its images.
	Title, Page string
}

// Title is a language's name as people write it: "Node.js"; the language itself where it is unknown.
func (l Language) Title() string {
	for i := range languages {
		if languages[i].Language == l {
			return languages[i].Title
		}
	}
	return string(l)
}

// Page is the address of AWS's page on images of a language; empty where it is unknown.
func (l Language) Page() string {
	for i := range languages {
		if languages[i].Language == l {
			return languages[i].Page
		}
	}
	return ""
}

// Tags are a language's tags, newest first and previews last; the slice is shared and must not be changed.
func Tags(lang Language) []Tag {
	first := 0
	for first < len(tagTable) && tagTable[first].Language != lang {
		first++
	}
	end := first
	for end < len(tagTable) && tagTable[end].Language == lang {
		end++
	}
	return tagTable[first:end:end]
}

// FindTag is the row of a runtime as a tag names it: "3.12", "8.al2", "3.15-preview"; nil for an unknown one.
func FindTag(lang Language, runtime string) *Tag {
	rows := Tags(lang)
	for i := range rows {
		if rows[i].Name == runtime {
			return &rows[i]
		}
	}
	return nil
}

// FindRuntimeID is the row of a runtime as functions name it: "python3.12", "provided.al2023"; nil for an unknown one.
func FindRuntimeID(id string) *Tag {
	for i := range tagTable {
		if tagTable[i].RuntimeID == id {
			return &tagTable[i]
		}
	}
	return nil
}

// PreviewTag is the preview of a runtime that has no supported tag yet: of "3.15"; nil when there is none.
func PreviewTag(lang Language, runtime string) *Tag {
	if FindTag(lang, runtime) != nil {
		return nil
	}
	return FindTag(lang, runtime+"-preview")
}

// NewestTag is a language's newest tag that is out of preview and neither deprecated nor ending on that day, else the newest
// that is not deprecated; nil when all are.
func NewestTag(lang Language, today Date) *Tag {
	rows := Tags(lang)
	for i := range rows {
		if rows[i].healthy(today) {
			return &rows[i]
		}
	}
	for i := range rows {
		if !rows[i].Preview && !rows[i].Deprecated(today) {
			return &rows[i]
		}
	}
	return nil
}

// Replacement is the tags to replace a reference's tag by: the newest supported, and the supported one nearest to it, with its
// architecture and without its date; empty when none is known.
func Replacement(ref Reference, today Date) (newest, nearest string) {
	best := NewestTag(ref.Language, today)
	if best == nil {
		return "", ""
	}
	newest = best.withArchitecture(ref.Arch)
	if ref.Known == nil {
		return newest, ""
	}
	return newest, nearestHealthy(ref.Known, today, best).withArchitecture(ref.Arch)
}

// nearestHealthy is the row's Nearest, or the next newer one that is healthy.
func nearestHealthy(t *Tag, today Date, best *Tag) *Tag {
	rows := Tags(t.Language)
	for i := range rows {
		if rows[i].Name != t.Nearest {
			continue
		}
		for ; i >= 0; i-- {
			if rows[i].healthy(today) && rows[i].Name != t.Name {
				return &rows[i]
			}
		}
	}
	return best
}

func (t *Tag) withArchitecture(arch string) string {
	if arch == "" || !t.Has(arch) {
		return t.Name
	}
	return t.Name + "-" + arch
}
