package invoke

import (
	"bytes"
	"encoding/json"
	"io"
)

// Stream takes a response that a function streams, as it arrives.
type Stream interface {
	// Begin comes before the first byte.
	Begin(contentType string)
	io.Writer
}

// maxPrelude is how many bytes are looked through for the separator.
const maxPrelude = 1 << 20

// splitHTTP takes a response apart; without a separator all is body.
func splitHTTP(response []byte) (head json.RawMessage, body []byte) {
	head, body, found := bytes.Cut(response, separator)
	if !found || !json.Valid(head) {
		return nil, response
	}
	return head, body
}

// BodyStream passes the body of a streamed response on. Of one for HTTP it gives what comes before the body to head.
type BodyStream struct {
	body io.Writer
	head func(json.RawMessage)
	// waiting has what came of a response for HTTP before its separator.
	waiting   []byte
	separated bool
}

// NewBodyStream makes a stream whose body goes to a writer. head gets {"statusCode": …, "headers": …, "cookies": …} of a response for HTTP.
func NewBodyStream(body io.Writer, head func(json.RawMessage)) *BodyStream {
	return &BodyStream{body: body, head: head}
}

// Begin implements Stream.
func (b *BodyStream) Begin(contentType string) {
	b.waiting, b.separated = nil, contentType != httpType
}

// Write implements Stream.
func (b *BodyStream) Write(p []byte) (int, error) {
	if b.separated {
		return b.body.Write(p)
	}
	b.waiting = append(b.waiting, p...)
	if !bytes.Contains(b.waiting, separator) && len(b.waiting) < maxPrelude {
		return len(p), nil
	}
	head, body := splitHTTP(b.waiting)
	b.waiting, b.separated = nil, true
	if head != nil {
		b.head(head)
	}
	if _, err := b.body.Write(body); err != nil {
		return 0, err
	}
	return len(p), nil
}

// Close passes on what is left of a response that broke off before its separator.
func (b *BodyStream) Close() error {
	_, err := b.body.Write(b.waiting)
	b.waiting = nil
	return err
}
