package lambda

import "strings"

type suggestedTag struct {
	Language       Language
	Written, Meant string
}

type pair struct{ Key, Value string }

// NewerThanKnown reports whether a runtime's number lies beyond the newest that was known on AsOf: not an error, only unknown.
func NewerThanKnown(lang Language, runtime string) bool {
	got, ok := parseVersion(strings.TrimSuffix(runtime, "-preview"))
	if !ok {
		return false
	}
	var newest version
	for _, tag := range Tags(lang) {
		if known, ok := parseVersion(tag.Name); ok && known.newerThan(newest) {
			newest = known
		}
	}
	switch {
	case newest.parts == 0:
		return newest.linux > 0 && got.parts == 0 && got.linux > newest.linux
	case got.parts == 0 || got.major > 2*newest.major+1:
		return false
	}
	return got.newerThan(newest) && got.linux == 0
}

// SuggestTag is the tag that was probably meant by one that does not exist: "3.12" for "python3.12" or "3.12-slim", "8" for
// "8.0", "al2023" for "al2022"; it reports false when none suggests itself.
func SuggestTag(lang Language, tag string, today Date) (string, bool) {
	runtime, arch := cutArchitecture(strings.ToLower(strings.TrimSpace(tag)))
	runtime, _ = cutDate(runtime)
	row := meantTag(lang, runtime, today)
	if row == nil {
		return "", false
	}
	suggested := row.withArchitecture(arch)
	return suggested, suggested != tag
}

func cutArchitecture(tag string) (rest, arch string) {
	for _, name := range architectureNames {
		if rest, ok := strings.CutSuffix(tag, "-"+name.Key); ok {
			return rest, name.Value
		}
	}
	return tag, ""
}

func meantTag(lang Language, runtime string, today Date) *Tag {
	for _, s := range suggestedTags {
		if s.Language == lang && s.Written == runtime {
			return FindTag(lang, s.Meant)
		}
	}
	if row := FindRuntimeID(runtime); row != nil && row.Language == lang {
		return row
	}
	runtime = strings.TrimLeft(strings.TrimPrefix(runtime, string(lang)), "v:-.")
	runtime = strings.TrimSuffix(runtime, ".x")
	for _, spelling := range spellings(runtime) {
		if row := FindTag(lang, spelling); row != nil {
			return row
		}
	}
	if row := sameSigns(lang, runtime); row != nil {
		return row
	}
	if got, ok := parseVersion(firstPart(runtime)); ok && got.parts > 0 {
		return nearestVersion(lang, got, today)
	}
	return nearestSpelling(lang, runtime)
}

// spellings are ever shorter readings of a tag: "17-al2023-full" as 17.al2023, then 17; "3.12.4" as 3.12, then 3.
func spellings(runtime string) []string {
	head, tail, _ := strings.Cut(runtime, "-")
	suffix, _, _ := strings.Cut(tail, "-")
	all := []string{runtime, head + "." + suffix, head}
	for {
		dot := strings.LastIndexByte(head, '.')
		if dot < 0 {
			return all
		}
		head = head[:dot]
		all = append(all, head)
	}
}

func firstPart(runtime string) string {
	head, _, _ := strings.Cut(runtime, "-")
	return strings.TrimSuffix(head, ".")
}

// sameSigns finds the tag that has the same letters and digits: "3.12" for "312" or "3_12".
func sameSigns(lang Language, runtime string) *Tag {
	signs := onlySigns(firstPart(runtime))
	rows := Tags(lang)
	for i := range rows {
		if signs != "" && onlySigns(rows[i].Name) == signs {
			return &rows[i]
		}
	}
	return nil
}

func onlySigns(text string) string {
	return strings.Map(func(r rune) rune {
		if 'a' <= r && r <= 'z' || '0' <= r && r <= '9' {
			return r
		}
		return -1
	}, text)
}

// nearestVersion is the oldest healthy tag that is not older than a version, or the newest one of its major, or the newest of all.
func nearestVersion(lang Language, got version, today Date) *Tag {
	rows := Tags(lang)
	var nearest *Tag
	for i := range rows {
		known, ok := parseVersion(rows[i].Name)
		if !ok || !rows[i].healthy(today) {
			continue
		}
		if got.parts == 1 && known.parts == 2 && known.major == got.major {
			return &rows[i]
		}
		if !got.newerThan(known) {
			nearest = &rows[i]
		}
	}
	if nearest == nil {
		nearest = NewestTag(lang, today)
	}
	return nearest
}

// nearestSpelling is the only tag within two edits of a misspelt one.
func nearestSpelling(lang Language, runtime string) *Tag {
	const limit = 2
	if len(runtime) < 4 || len(runtime) > 16 {
		return nil
	}
	rows := Tags(lang)
	best, least := -1, limit+1
	for i := range rows {
		switch d := editDistance(runtime, rows[i].Name); {
		case d < least:
			best, least = i, d
		case d == least:
			best = -1
		}
	}
	if best < 0 {
		return nil
	}
	return &rows[best]
}

func editDistance(a, b string) int {
	row := make([]int, len(b)+1)
	for j := range row {
		row[j] = j
	}
	for i := range len(a) {
		diagonal := row[0]
		row[0] = i + 1
		for j := range len(b) {
			replaced := diagonal
			if a[i] != b[j] {
				replaced++
			}
			diagonal = row[j+1]
			row[j+1] = min(replaced, row[j]+1, diagonal+1)
		}
	}
	return row[len(b)]
}
