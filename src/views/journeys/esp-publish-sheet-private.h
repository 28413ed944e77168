/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Shared by the parts of the sheet that publishes alone. */
#pragma once

#include "store/esp-rehearsal-log.h"
#include "views/journeys/esp-journey-names.h"
#include "views/journeys/esp-publish-review.h"
#include "views/journeys/esp-publish-sheet.h"
#include "views/shell/esp-form-window.h"
#include "worker/esp-journey-publish.h"

G_BEGIN_DECLS

#define ESP_TYPE_PUBLISH_SHEET (esp_publish_sheet_get_type ())
G_DECLARE_FINAL_TYPE (EspPublishSheet, esp_publish_sheet, ESP, PUBLISH_SHEET, AdwWindow)

struct _EspPublishSheet
{
  AdwWindow parent_instance;

  EspSession *session; /* (owned) */
  gint64 journey_id;
  guint version; /* 0: the draft; else that one again */
  EspFormFrame frame;
  GtkWidget *content;
  GtkWidget *yes;               /* (nullable) the switch for what asks for a yes */
  EspPublishPreview *preview;   /* (owned) (nullable) */
  EspJourneyNames *names;       /* (owned) (nullable) */
  EspJourneyReviewLook *review; /* (owned) (nullable) whose yes it needs */
  EspRehearsalReport rehearsal; /* at 0: none of this state */
  GHashTable *choices;          /* (owned) id of a step to EspCrossingChoice */
  guint hold_seconds;           /* between the order and its execution, as the policy says */
  guint countdown;              /* source */
  guint seconds;
};

/* esp-publish-sheet.c */
void esp_publish_sheet_read (EspPublishSheet *self);

/* esp-publish-sheet-rows.c */
void esp_publish_sheet_add_differences (EspPublishSheet *self);
void esp_publish_sheet_add_people (EspPublishSheet *self);
void esp_publish_sheet_add_problems (EspPublishSheet *self);

G_END_DECLS
