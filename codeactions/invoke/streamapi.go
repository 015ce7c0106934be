package invoke

import (
	"cmp"
	"encoding/base64"
	"encoding/json"
	"net/http"

	"github.com/aws/aws-sdk-go-v2/aws/protocol/eventstream"
	"github.com/aws/aws-sdk-go-v2/aws/protocol/eventstream/eventstreamapi"
)

// eventStreamType is the form in which InvokeWithResponseStream answers.
const eventStreamType = "application/vnd.amazon.eventstream"

// answerStreaming answers InvokeWithResponseStream: the response comes in chunks, whether the function streams it or not, and then why it ended.
func answerStreaming(f Invoker, w http.ResponseWriter, r *http.Request) {
	call, ok := readRequest(w, r)
	switch {
	case !ok:
		return
	case call.kind == typeDryRun:
		w.WriteHeader(http.StatusNoContent)
		return
	}
	stream := &chunkWriter{w: w, encoder: eventstream.NewEncoder()}
	outcome, err := f.Invoke(r.Context(), call.event, stream)
	if err != nil && !stream.begun {
		notRun(w, err)
		return
	}
	var end struct {
		ErrorCode    string `json:",omitempty"`
		ErrorDetails string `json:",omitempty"`
		LogResult    string `json:",omitempty"`
	}
	switch {
	case err != nil:
		end.ErrorCode, end.ErrorDetails = "ServiceException", err.Error()
	case outcome.Failed():
		end.ErrorCode, end.ErrorDetails = outcome.ErrorType, string(outcome.Payload)
	case !stream.begun:
		stream.Begin(outcome.ContentType)
		_, _ = stream.Write(outcome.Payload) // who asked may be gone, here and below
	}
	if call.tail && outcome != nil {
		end.LogResult = base64.StdEncoding.EncodeToString(outcome.LogTail)
	}
	said, _ := json.Marshal(end) // strings always marshal
	_ = stream.send("InvokeComplete", jsonType, said)
}

// chunkWriter passes a response on in the chunks of an event stream.
type chunkWriter struct {
	w       http.ResponseWriter
	encoder *eventstream.Encoder
	begun   bool
}

// Begin implements Stream.
func (c *chunkWriter) Begin(contentType string) {
	c.begun = true
	h := c.w.Header()
	h.Set("Content-Type", eventStreamType)
	h.Set("X-Amzn-Remapped-Content-Type", cmp.Or(contentType, "application/octet-stream"))
	h.Set("X-Amz-Executed-Version", version)
}

// maxChunk is how many bytes a message may carry.
const maxChunk = 1 << 20

// Write implements Stream.
func (c *chunkWriter) Write(p []byte) (written int, err error) {
	for len(p) > 0 && err == nil {
		n := min(len(p), maxChunk)
		if err = c.send("PayloadChunk", "application/octet-stream", p[:n]); err == nil {
			written, p = written+n, p[n:]
		}
	}
	return written, err
}

func (c *chunkWriter) send(event, contentType string, payload []byte) error {
	if !c.begun {
		c.Begin("")
	}
	message := eventstream.Message{Payload: payload}
	message.Headers.Set(eventstreamapi.MessageTypeHeader, eventstream.StringValue(eventstreamapi.EventMessageType))
	message.Headers.Set(eventstreamapi.EventTypeHeader, eventstream.StringValue(event))
	message.Headers.Set(eventstreamapi.ContentTypeHeader, eventstream.StringValue(contentType))
	err := c.encoder.Encode(c.w, message)
	flush(c.w)
	return err
}
