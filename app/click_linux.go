package app

import (
	"context"

	"github.com/wailsapp/wails/v2/pkg/runtime"
)

// The library reports a notice that a person closes as one that they clicked.
// Only an action of our own tells one from the other; with this name servers of
// notices take it for the click.
const (
	clickAction   = "default"
	clickCategory = "alert"
)

// allowClicks is called once, before the first notice.
func allowClicks(handle context.Context) error {
	return runtime.RegisterNotificationCategory(handle, runtime.NotificationCategory{
		ID: clickCategory, Actions: []runtime.NotificationAction{{ID: clickAction, Title: "Open"}},
	})
}

func sendNotice(handle context.Context, o runtime.NotificationOptions) error {
	o.CategoryID = clickCategory
	return runtime.SendNotificationWithActions(handle, o)
}

// isClick tells whether the person clicked the notice.
func isClick(r runtime.NotificationResponse) bool { return r.ActionIdentifier == clickAction }
