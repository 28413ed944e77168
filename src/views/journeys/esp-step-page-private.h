/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Shared by the parts of the page of a step alone. */
#pragma once

#include "views/journeys/esp-step-page.h"

G_BEGIN_DECLS

typedef struct
{
  char *path;
  GtkWidget *row;     /* (unowned) */
  GtkWidget *control; /* (unowned) */
  EspStepShowFunc show;
  guint serial;     /* of the visits to the control: typing is one change for each */
  gboolean refused; /* what it says is not in the text */
} EspStepBinding;

typedef struct
{
  GtkWidget *control; /* (owned) */
  EspStepKeepFunc keep;
} EspStepKeeping;

struct _EspStepPage
{
  GtkWidget parent_instance;

  EspSession *session;    /* (unowned): the window's; outlives it */
  EspJourneyDraft *draft; /* (owned) */
  EspStepNames *names;    /* (owned) */
  const EspStepSubject *subject;
  char *id;           /* (owned) (nullable) */
  EspJourney *other;  /* (owned) (nullable): shown instead of the draft's, and not to be edited */
  JsonNode *root;     /* (owned) (nullable) */
  char *text;         /* (owned) (nullable): of the root */
  GPtrArray *bound;   /* (owned) EspStepBinding, of the controls */
  GtkWidget *box;     /* sections */
  GtkWidget *section; /* (unowned) (nullable): where lists go */
  GtkWidget *list;    /* (unowned) (nullable): where rows go */
  guint rebuild_id;
  guint keep_id;
  GArray
    *keeping; /* (owned) EspStepKeeping: what is to be committed once the present event is over */
  char *focus_path; /* (owned) (nullable): what to focus once it is built again */
  gboolean is_showing;
  gboolean is_committing;
};

/* esp-step-page.c */
gboolean esp_step_page_read_root (EspStepPage *self);
void esp_step_page_tell_changed (EspStepPage *self);

/* esp-step-page-rows.c */
EspStepBinding *esp_step_page_find_binding (EspStepPage *self, const char *path);
EspStepBinding *esp_step_page_binding_of (GtkWidget *control);

G_END_DECLS
