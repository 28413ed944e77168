/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "engine/segment/esp-dossier-facts.h"
#include "engine/segment/esp-rule-check.h"
#include "engine/segment/esp-rule-eval.h"
#include "engine/segment/esp-rule-text.h"
#include "engine/segment/esp-segment-engine.h"
#include "engine/segment/esp-segment-measure.h"

G_BEGIN_DECLS

/* One call of the subject: what the options say, and what was found. */
typedef struct
{
  char *workspace;
  char *name;
  char *rule_text;
  char *rule_file;
  char *segment_ref;
  char *target; /* the static segment that is changed */
  char *lead;
  gboolean is_static;
  gboolean is_json;
  gboolean is_removing;
  int limit;         /* -1: all */
  int version;       /* of the segment's rule; 0: none named */
  char *file;        /* of addresses */
  char **references; /* (unowned) */

  EspSegmentEngine *engine;
  EspSegmentWorld *world;
  EspSegment *segment;
  EspRule *rule;
  char *text;
  EspSegmentCount *count;
  EspSegmentMeasure *measure;
  EspLeadDossier *dossier;
  EspDossierFacts *facts;
  GArray *verdicts;
  GPtrArray *segments;
  GPtrArray *uses;
  GPtrArray *leads;
  EspBitmap *members;
  gint64 n_moved;
  GPtrArray *unknown;  /* (element-type utf8): lines of the file that name nobody */
  GPtrArray *versions; /* (element-type EspSegmentVersion) */
} EspCtlSegment;

void esp_ctl_segment_print_count (const EspCtlSegment *self);
void esp_ctl_segment_print_list (const EspCtlSegment *self);
void esp_ctl_segment_print_deleted (const EspCtlSegment *self);
void esp_ctl_segment_print_segment (const EspCtlSegment *self);
void esp_ctl_segment_print_members (const EspCtlSegment *self);
void esp_ctl_segment_print_verdicts (const EspCtlSegment *self);
void esp_ctl_segment_print_rule (const EspCtlSegment *self);
void esp_ctl_segment_print_moved (const EspCtlSegment *self);

G_END_DECLS
