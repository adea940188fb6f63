package notice

import (
	"runtime"
	"strings"
)

// Plain is a text as the notices of this system show it as it stands: on Linux
// it may contain markup.
func Plain(text string) string {
	if runtime.GOOS != "linux" {
		return text
	}
	return strings.NewReplacer("&", "&amp;", "<", "&lt;", ">", "&gt;").Replace(text)
}
