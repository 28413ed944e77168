/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A journey with every kind of step and entry in its forms, and what a person does to their controls. */
#pragma once

#include <adwaita.h>

#include "views/journeys/esp-step-form.h"
#include "views/journeys/esp-step-page.h"

#define PATIENCE_US (10 * G_USEC_PER_SEC)

typedef struct
{
  char *folder;
  EspClock *clock;
  EspWorkspace *workspace;
  EspSession *session;
  EspJourneyDraft *draft;
  EspJourneySelection *selection;
  GtkWidget *window;
  GtkWidget *form;
  char *list; /* uuids */
  char *segment;
} FormsFixture;

/* What a person does to a control. */
typedef enum
{
  WRITE,  /* a text */
  CHOOSE, /* by number, from a list that opens */
  TURN,   /* a switch over */
  COUNT,  /* a number */
  PICK,   /* a name */
  PRESS,  /* a button by its name */
  SPAN,   /* "3 hours": a number and a unit by number */
  DAY,    /* a weekday by number, over */
  DATE,
} FormsAct;

typedef struct
{
  const char *step; /* (nullable): NULL: entries and settings */
  const char *entry;
  const char *path;
  FormsAct act;
  const char *value;
  const char *expected; /* a part of the text; "!" before it: it is not there any more */
} FormsCase;

void forms_settle (void);
GtkWidget *forms_find_type (GtkWidget *widget, GType type);
gboolean forms_shows_text (GtkWidget *widget, const char *text);
gboolean forms_has_fault (GtkWidget *widget);
void forms_set_up (FormsFixture *self, gconstpointer data);
void forms_tear_down (FormsFixture *self, gconstpointer data);
char *forms_text_of (FormsFixture *self);
const char *forms_text_of_static (FormsFixture *self);
GtkWidget *forms_find_button (GtkWidget *widget, const char *name);
void forms_use (FormsFixture *self, const FormsCase *one);
void forms_select_step (FormsFixture *self, const char *id);
gboolean forms_says (const char *text, const char *expected);
void forms_check_case (FormsFixture *self, const FormsCase *one);
void forms_check_cases (FormsFixture *self, const FormsCase *cases, gsize n_cases);
