/* SPDX-License-Identifier: GPL-3.0-or-later */
/* For EspRuleTree only: the pieces that its cards and lines are made of. */
#pragma once

#include <gtk/gtk.h>

#include "views/segments/esp-segment-words.h"

G_BEGIN_DECLS

/* What the tree keeps of one group or condition that it shows. */
typedef struct
{
  guint id;
  GtkWidget *widget;  /* the card or the line; focusable */
  GtkWidget *editor;  /* (nullable): of conditions */
  GtkWidget *share;   /* label: share and effect */
  GtkWidget *verdict; /* (nullable) label: of the lead that is tested */
  GtkWidget *problem; /* label */
  GtkWidget *handle;  /* (nullable) toggle button: of all but the root */
  GtkWidget *add;     /* (nullable) menu button: of groups */
  gboolean has_problem;
} EspRulePart;

EspRulePart *esp_rule_part_new_line (const EspRuleNode *node,
                                     const EspSegmentChoices *choices,
                                     gboolean incomplete);
EspRulePart *
esp_rule_part_new_card (const EspRuleNode *node, guint level, GtkWidget **out_children);
void esp_rule_part_free (gpointer part);
void esp_rule_part_set_problem (EspRulePart *self, const char *text);
void esp_rule_part_set_sentence (EspRulePart *self,
                                 const EspRuleNode *node,
                                 const EspSegmentChoices *choices);
guint esp_rule_part_find_id (GtkWidget *widget);

typedef void (*EspAddFunc) (gpointer owner, EspCondition *condition);
GtkWidget *esp_add_popover_new (const EspSegmentChoices *choices, EspAddFunc add, gpointer owner);

G_END_DECLS
