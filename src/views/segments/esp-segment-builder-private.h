/* SPDX-License-Identifier: GPL-3.0-or-later */
/* For the files esp-segment-builder*.c only. */
#pragma once

#include "engine/segment/esp-rule-doc.h"
#include "views/segments/esp-segment-builder.h"
#include "views/segments/esp-segment-loads.h"
#include "worker/esp-segment-service.h"

G_BEGIN_DECLS

struct _EspSegmentBuilder
{
  GtkWidget parent_instance;

  EspSession *session;        /* (unowned): outlives the screen */
  EspSegmentService *service; /* (unowned): of the store */
  gint64 id;
  GCancellable *cancellable; /* (owned): of everything, until the builder goes */

  GtkWidget *status;
  GtkWidget *banner; /* while a draft waits, or would */
  GtkWidget *name;
  GtkWidget *total; /* beside the name, for windows without room for the side */
  GtkWidget *tree;  /* (nullable) */
  GtkWidget *place; /* around the tree */
  GtkWidget *pages; /* cards and text */
  GtkWidget *text;
  GtkWidget *sentence;
  GtkWidget *side; /* (owned) */

  EspSegmentOpened *opened; /* (owned) (nullable) */
  EspRuleDoc *doc;          /* (owned) (nullable) */
  EspSegmentCount *count;   /* (owned) (nullable): the newest exact one */
  GCancellable *counting;   /* (owned) (nullable) */
  char *tested;             /* (owned) (nullable) the lead that is held against the rule */
  GCancellable *testing;    /* (owned) (nullable) */
  gboolean says_test;       /* a person asked: the verdict is said aloud */
  guint64 sample_seed;
  guint save_id;
  guint n_saving; /* writes on their way */
  guint count_id;
  gint64 history_id;
  gint64 saved_at_us;
};

void esp_segment_builder_load (EspSegmentBuilder *self);
void esp_segment_builder_recount (EspSegmentBuilder *self);
void esp_segment_builder_read_people (EspSegmentBuilder *self);
void esp_segment_builder_test (EspSegmentBuilder *self, const char *reference);
void esp_segment_builder_save_soon (EspSegmentBuilder *self);
gboolean esp_segment_builder_has_draft (EspSegmentBuilder *self);
void esp_segment_builder_write (EspSegmentBuilder *self, const EspSegment *segment);
void esp_segment_builder_show_part (EspSegmentBuilder *self, guint id);
void esp_segment_builder_show_draft (EspSegmentBuilder *self);
void esp_segment_builder_link_number (EspSegmentBuilder *self);
void esp_segment_builder_show_rule (EspSegmentBuilder *self);
void esp_segment_builder_show_sentence (EspSegmentBuilder *self);
void esp_segment_builder_say (EspSegmentBuilder *self, const char *text);

G_END_DECLS
