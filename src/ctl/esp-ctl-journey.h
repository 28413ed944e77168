/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "engine/journey/esp-journey-check.h"
#include "engine/segment/esp-segment-engine.h"
#include "engine/segment/esp-segment-world.h"
#include "store/esp-journey-log.h"
#include "store/esp-journey-members.h"
#include "store/esp-journeys.h"
#include "store/esp-store.h"
#include "store/esp-tasks.h"
#include "worker/esp-journey-publish.h"

G_BEGIN_DECLS

/* What the subject was told, and what it found. */
typedef struct
{
  char *workspace;
  char *reference; /* (nullable) the journey */
  char *file;
  char *name;
  char *lead;   /* (nullable) the last of leads */
  char **leads; /* (nullable) */
  char *segment;
  char *now;
  char *output;
  char *period;
  char *flow;
  char *paper;
  gboolean is_compact;
  gboolean has_outline;
  gboolean accepts_warnings;
  gboolean is_json;
  char **references;
  EspSegmentEngine *engine;
  EspJourneyRow *row;
  EspJourney *journey;
  GArray *problems;
  GArray *counts;
  GArray *inside;
  GHashTable
    *former; /* (nullable) version to EspJourney: those in which people are, but for the shown */
  GPtrArray *rows;
  GHashTable *inside_of;  /* journey to gint64 * */
  GHashTable *names;      /* (nullable) what the journey names, by what stands in its text */
  EspSegmentWorld *world; /* (nullable) what rules name */
  GPtrArray *tasks;
  char *text;
  gint64 n;
  char **choose; /* (nullable) STEP=CHOICE */
  char *from;    /* (nullable) */
  char *to;      /* (nullable) */
  int version;
  gboolean is_dry;
  gboolean freezes;
  gboolean is_now;
  int fd; /* -1: a secret is not given */
  EspPublishPreview *preview;
  int sample;
  gint64 seed;
  char *start;
  char **assumes;
  char **follow;    /* (nullable) whose ways through a rehearsal are printed */
  GArray *followed; /* (nullable) (element-type gint64) ids of follow, or of leads */
  char *counted;    /* (nullable) which number of a rehearsal is opened */
  char *ghost;
  gboolean compares_live;
  gboolean is_csv;
  char *template_id;
  char *language;
  char *problem; /* (nullable) id of the one that is mended */
} EspCtlJourney;

int esp_ctl_journey (int argc, char **argv);

gboolean esp_ctl_journey_find (EspTx *tx, EspCtlJourney *self, GError **error);
int esp_ctl_journey_print_state (const EspCtlJourney *self);
int esp_ctl_journey_publish (EspCtlJourney *self, EspStore *store, GError **error);
int esp_ctl_journey_versions (EspCtlJourney *self, EspStore *store, GError **error);
int esp_ctl_journey_diff (EspCtlJourney *self, EspStore *store, GError **error);
int esp_ctl_journey_restore (EspCtlJourney *self, EspStore *store, GError **error);
int esp_ctl_journey_pause (EspCtlJourney *self, EspStore *store, GError **error);
int esp_ctl_journey_resume (EspCtlJourney *self, EspStore *store, GError **error);
int esp_ctl_journey_close (EspCtlJourney *self, EspStore *store, GError **error);
int esp_ctl_journey_open (EspCtlJourney *self, EspStore *store, GError **error);
int esp_ctl_journey_secret (EspCtlJourney *self, EspStore *store, GError **error);
int esp_ctl_journey_hooks (EspCtlJourney *self, EspStore *store, GError **error);
int esp_ctl_journey_end (EspCtlJourney *self, EspStore *store, GError **error);

void esp_ctl_journey_print_list (const EspCtlJourney *self);
void esp_ctl_journey_print_one (const EspCtlJourney *self);
void esp_ctl_journey_print_problems (const EspCtlJourney *self);
char *esp_ctl_journey_describe_outcome (guint outcome, guint detail);
void esp_ctl_journey_print_tasks (const EspCtlJourney *self);

G_END_DECLS
