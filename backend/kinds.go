package backend

import (
	"fmt"

	"pulse/backend/notify"
	"pulse/backend/notify/alertmanager"
	"pulse/backend/notify/discord"
	"pulse/backend/notify/email"
	"pulse/backend/notify/gotify"
	"pulse/backend/notify/matrix"
	"pulse/backend/notify/mattermost"
	"pulse/backend/notify/ntfy"
	"pulse/backend/notify/pagerduty"
	"pulse/backend/notify/pushover"
	"pulse/backend/notify/rocketchat"
	"pulse/backend/notify/slack"
	"pulse/backend/notify/teams"
	"pulse/backend/notify/telegram"
	"pulse/backend/notify/webhook"
	"pulse/backend/source"
	"pulse/backend/source/pbs"
	"pulse/backend/source/pmg"
	"pulse/backend/source/pve"
)

// sourceKinds are the places where this program can look.
func sourceKinds() []source.Kind {
	return []source.Kind{
		pve.Kind(),
		pbs.Kind(),
		pmg.Kind(),
	}
}

// channelKinds are the ways in which this program can tell.
func channelKinds() []notify.Kind {
	return []notify.Kind{
		webhook.Kind(webhookFormats()...),
		email.Kind(),
	}
}

// webhookFormats are the services that webhooks can speak to in their own way.
func webhookFormats() []webhook.Format {
	return []webhook.Format{
		discord.Format(),
		slack.Format(),
		teams.Format(),
		teams.AdaptiveFormat(),
		telegram.Format(),
		pagerduty.Format(),
		pushover.Format(),
		gotify.Format(),
		ntfy.Format(),
		alertmanager.Format(),
		matrix.Format(),
		mattermost.Format(),
		rocketchat.Format(),
		webhook.Generic(),
	}
}

// open prepares the source of a target.
func (b *Backend) open(t source.Target) (source.Source, error) {
	for _, kind := range sourceKinds() {
		if kind.Name == t.Kind {
			return kind.Open(t, b.sourceEnv())
		}
	}
	return nil, fmt.Errorf("%s: this version cannot watch servers of type %q", t.Name, t.Kind)
}
