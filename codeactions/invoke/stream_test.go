package invoke

import (
	"bytes"
	"encoding/json"
	"io"
	"net/http"
	"strings"
	"testing"
)

const (
	forHTTP      = `{"statusCode":201,"headers":{"content-type":"text/html"}}`
	zeroes       = "\x00\x00\x00\x00\x00\x00\x00\x00"
	wholeForHTTP = forHTTP + zeroes + "<p>first</p><p>second</p>"
)

func TestABodyComesWithoutWhatStandsBeforeIt(t *testing.T) {
	for _, c := range []struct{ contentType, response, head, body string }{
		{httpType, wholeForHTTP, forHTTP, "<p>first</p><p>second</p>"},
		{httpType, forHTTP + zeroes, forHTTP, ""},
		{httpType, `{"statusCode":201`, "", `{"statusCode":201`},
		{httpType, "no JSON" + zeroes + "x", "", "no JSON" + zeroes + "x"},
		{"application/octet-stream", wholeForHTTP, "", wholeForHTTP},
	} {
		for size := range len(c.response) {
			var body bytes.Buffer
			var head string
			s := NewBodyStream(&body, func(h json.RawMessage) { head = string(h) })
			s.Begin(c.contentType)
			if _, err := io.CopyBuffer(struct{ io.Writer }{s}, struct{ io.Reader }{strings.NewReader(c.response)}, make([]byte, size+1)); err != nil {
				t.Fatal(err)
			}
			if err := s.Close(); err != nil || head != c.head || body.String() != c.body {
				t.Errorf("in pieces of %d: %q and %q, %v", size+1, head, body.String(), err)
			}
		}
	}
}

func TestAStreamedResponseForHTTP(t *testing.T) {
	l, _ := faked(t, &fake{function: func(r *runtime) {
		for {
			if _, ok := r.event(); !ok {
				return
			}
			r.post("invocation/"+r.next+"/response", http.Header{modeHeader: {"streaming"}, "Content-Type": {httpType}}, strings.NewReader(wholeForHTTP))
		}
	}}, Function{})
	o, err := l.Invoke(t.Context(), Event{Payload: []byte("{}")}, nil)
	if err != nil || string(o.HTTP) != forHTTP || string(o.Payload) != "<p>first</p><p>second</p>" {
		t.Errorf("got %+v, %v", o, err)
	}
}
