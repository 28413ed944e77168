/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "engine/journey/esp-journey.h"
#include "views/journeys/esp-step-names.h"
#include "views/journeys/esp-step-line.h"
#include "worker/esp-journey-draft.h"

#include <json-glib/json-glib.h>

G_BEGIN_DECLS

/* The members of one step, one entry or the settings as rows of boxed lists. Each row is bound to a path of
 * the text; what a person changes is applied to the draft at once, and what changes elsewhere shows in the
 * rows. Signal "changed": what is shown is another. */
#define ESP_TYPE_STEP_PAGE (esp_step_page_get_type ())
G_DECLARE_FINAL_TYPE (EspStepPage, esp_step_page, ESP, STEP_PAGE, GtkWidget)

/* What a page edits. */
typedef struct
{
  char *(*read) (const EspJourney *journey, const char *id); /* (nullable): it is gone */
  EspJourney *(*edit) (const EspJourney *journey, const char *id, const char *json, GError **error);
  void (*build) (EspStepPage *page);
  const char *prefix; /* of the merge keys */
} EspStepSubject;

typedef enum
{
  ESP_STEP_COMMIT_WHOLE = 0,
  ESP_STEP_COMMIT_TYPING = 1 << 0,  /* one more of the same change, such as the next letter */
  ESP_STEP_COMMIT_REBUILD = 1 << 1, /* other rows stand there then */
} EspStepCommit;

/* Puts what the text says into the control. */
typedef void (*EspStepShowFunc) (EspStepPage *page, GtkWidget *control, const char *path);

GtkWidget *esp_step_page_new (EspSession *session,
                              EspJourneyDraft *draft,
                              EspStepNames *names,
                              const EspStepSubject *subject,
                              const char *id);
gboolean esp_step_page_show (EspStepPage *self, EspJourney *other);

EspSession *esp_step_page_get_session (EspStepPage *self);
EspStepNames *esp_step_page_get_names (EspStepPage *self);
const EspJourney *esp_step_page_get_journey (EspStepPage *self);
const char *esp_step_page_get_id (EspStepPage *self);
JsonNode *esp_step_page_get_root (EspStepPage *self);
gboolean esp_step_page_is_editable (EspStepPage *self);
gboolean esp_step_page_is_showing (EspStepPage *self);

void esp_step_page_begin_list (EspStepPage *self, const char *title);
void esp_step_page_append (EspStepPage *self, GtkWidget *widget);
EspStepLine *esp_step_page_append_row (EspStepPage *self, GtkWidget *row);
EspStepLine *esp_step_page_add_fact (EspStepPage *self, const char *title, const char *value);
EspStepLine *esp_step_page_add (EspStepPage *self,
                                const char *path,
                                GtkWidget *row,
                                GtkWidget *control,
                                EspStepShowFunc show);
void esp_step_page_bind (EspStepPage *self,
                         const char *path,
                         GtkWidget *row,
                         GtkWidget *control,
                         EspStepShowFunc show);

JsonNode *esp_step_page_begin (EspStepPage *self);
gboolean
esp_step_page_commit (EspStepPage *self, GtkWidget *control, JsonNode *next, EspStepCommit how);
gboolean esp_step_page_commit_named (EspStepPage *self, const char *title, JsonNode *next);

/* Reads what the control says and commits it. */
typedef void (*EspStepKeepFunc) (GtkWidget *control);
void esp_step_page_keep_soon (EspStepPage *self, GtkWidget *control, EspStepKeepFunc keep);
void esp_step_page_refuse (EspStepPage *self, GtkWidget *control, const char *sentence);
void esp_step_page_undo (EspStepPage *self, gboolean is_redo);
void esp_step_page_rebuild_soon (EspStepPage *self, const char *focus_path);

EspStepLine *esp_step_page_find_row (EspStepPage *self, const char *path);
const char *esp_step_page_get_path (EspStepPage *self, GtkWidget *control);
GtkWidget *esp_step_page_find_control (EspStepPage *self, const char *path);
gboolean esp_step_page_focus_path (EspStepPage *self, const char *path);
void esp_step_page_clear_faults (EspStepPage *self);

G_END_DECLS
