/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "store/esp-timeline.h"

#include <glib.h>

G_BEGIN_DECLS

const char *esp_timeline_event_words (const char *kind);
char *esp_timeline_dup_title (const EspTimelineItem *item);
char *esp_timeline_dup_subtitle (const EspTimelineItem *item);
const char *esp_timeline_consent_source (const char *source);
const char *esp_timeline_consent_basis (const char *basis);
const char *esp_timeline_icon (const EspTimelineItem *item);
char *esp_timeline_dup_return (const char *kind, const char *props);

G_END_DECLS
