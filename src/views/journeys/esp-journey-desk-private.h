/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Shared by the parts of the desk of a journey alone. */
#pragma once

#include "engine/journey/esp-journey-spot.h"
#include "views/journeys/esp-journey-desk.h"
#include "views/journeys/esp-journey-faces.h"
#include "views/journeys/esp-journey-find.h"
#include "views/journeys/esp-journey-outline.h"
#include "views/journeys/esp-journey-palette.h"
#include "views/journeys/esp-journey-problems.h"
#include "views/shell/esp-status.h"

G_BEGIN_DECLS

struct _EspJourneyDesk
{
  GtkWidget parent_instance;

  EspSession *session; /* (owned) */
  gint64 id;
  EspJourneyDraft *draft;         /* (owned) */
  EspJourneySelection *selection; /* (owned) */
  EspJourneyNames *names;         /* (owned) (nullable) until they are read */
  EspJourney *version;            /* (owned) (nullable) the published one that is shown */
  guint shown_version;            /* 0: the draft */
  EspJourney *last;               /* (owned) (nullable) what was shown before */
  GHashTable *marks;              /* (owned) (nullable) id of a step to EspFaceMark */
  GArray *ghosts;                 /* (owned) (nullable) of steps that the draft has no more */
  EspJourney *marked_before;      /* (owned) (nullable) in which they are */
  EspJourney *marked;             /* (owned) (nullable) the draft that they are of */
  guint marked_version;           /* what it was held against */
  gboolean is_marking;
  GSimpleActionGroup *actions; /* (owned) */
  GtkWidget *inspector;        /* (owned) */
  GtkPopover *popover;         /* (owned) (nullable) a question at its place */
  EspJourneyFlow *flow;        /* (owned) (nullable) numbers of what is published */
  EspFaceCount count;          /* which of them stand on the edges */
  EspFlowPeriod period;
  EspJourneyOverlayFunc overlay; /* (nullable) */
  gpointer overlay_data;
  EspJourneySpot *spot; /* (owned) (nullable) where the step that is asked for is put */

  GtkWidget *box;
  GtkWidget *edit_button;
  GtkWidget *live_button;
  GtkWidget *canvas_button;
  GtkWidget *outline_button;
  GtkWidget *bar;     /* AdwBin: of whoever looks closer */
  GtkWidget *palette; /* its frame */
  GtkWidget *pieces;
  GtkWidget *status;
  GtkWidget *places; /* GtkStack: canvas, outline, start */
  GtkWidget *canvas;
  GtkWidget *outline;
  GtkWidget *find;
  GtkWidget *problems;
  GtkWidget *zoom;
  GtkWidget *lock; /* EspBanner: why nothing can be changed */
  gboolean is_locked;
  gboolean is_reading_flow;
  gboolean wants_palette;
  gboolean is_narrow;
  gboolean has_shown; /* whether a journey was shown at all */
  guint names_source;
  guint narrow_source;
  guint focus_source;
  guint refocus_source;
};

/* esp-journey-desk.c */
void esp_journey_desk_flow_changed (EspJourneyDesk *self);
gboolean esp_journey_desk_is_outline (EspJourneyDesk *self);
void esp_journey_desk_focus_content (EspJourneyDesk *self);
void esp_journey_desk_get_anchor (EspJourneyDesk *self, GdkRectangle *out);
void esp_journey_desk_say (EspJourneyDesk *self, const char *text);
char *esp_journey_desk_dup_step_title (EspJourneyDesk *self, const char *id);
void esp_journey_desk_popup (EspJourneyDesk *self, GtkWidget *content);

void esp_journey_desk_show_journey (EspJourneyDesk *self);
void esp_journey_desk_show_problems (EspJourneyDesk *self);

/* esp-journey-desk-reads.c */
void esp_journey_desk_read_names (EspJourneyDesk *self);
void esp_journey_desk_note_changes (EspJourneyDesk *self, EspChanges *changes);

/* esp-journey-desk-marks.c */
void esp_journey_desk_read_marks (EspJourneyDesk *self);
void esp_journey_desk_write_marks (EspJourneyDesk *self, EspJourneyFaces *faces);

/* esp-journey-desk-acts.c */
void esp_journey_desk_refuse (EspJourneyDesk *self, const GError *error, const char *sentence);
void esp_journey_desk_apply (EspJourneyDesk *self,
                             EspJourney *journey,
                             const char *title,
                             const char *current);
void esp_journey_desk_keep_selection (EspJourneyDesk *self, EspJourney *journey);
gboolean esp_journey_desk_can_act (EspJourneyDesk *self);
char *esp_journey_desk_dup_what (EspJourneyDesk *self);
void esp_journey_desk_insert_text (EspJourneyDesk *self,
                                   const EspJourneySpot *spot,
                                   const char *text,
                                   const char *title);
void esp_journey_desk_insert_piece (EspJourneyDesk *self, const char *piece);
void
esp_journey_desk_move_to (EspJourneyDesk *self, const char *const *ids, const EspJourneySpot *spot);
EspJourneySpot *esp_journey_desk_dup_spot (EspJourneyDesk *self, gboolean before);
void esp_journey_desk_add_acts (EspJourneyDesk *self);

/* esp-journey-desk-more.c */
void esp_journey_desk_remove (EspJourneyDesk *self, int kept_branch);
void esp_journey_desk_rename (EspJourneyDesk *self, const char *title);
void esp_journey_desk_add_more_acts (EspJourneyDesk *self);
void esp_journey_desk_add_group_acts (EspJourneyDesk *self);

/* esp-journey-desk-objects.c */
const EspJourneyName *
esp_journey_desk_read_object (EspJourneyDesk *self, const char *text, EspJourneyNameKind *out_kind);
void esp_journey_desk_take_object (EspJourneyDesk *self,
                                   EspJourneyNameKind kind,
                                   const EspJourneyName *name,
                                   const EspJourneySpot *spot,
                                   const char *id);

/* esp-journey-desk-ask.c */
void esp_journey_desk_ask_step (EspJourneyDesk *self, const EspJourneySpot *spot);
void esp_journey_desk_ask_remove (EspJourneyDesk *self);
void esp_journey_desk_ask_name (EspJourneyDesk *self);
void esp_journey_desk_ask_text (EspJourneyDesk *self,
                                const char *question,
                                const char *text,
                                const char *hint,
                                GCallback answered);
void esp_journey_desk_close_question (EspJourneyDesk *self);
void esp_journey_desk_ask_number (EspJourneyDesk *self);
void esp_journey_desk_ask_leads (EspJourneyDesk *self);

/* esp-journey-desk-form.c */
void esp_journey_desk_add_form (EspJourneyDesk *self);

/* esp-journey-desk-keys.c */
void esp_journey_desk_add_keys (EspJourneyDesk *self);

/* esp-journey-desk-view.c */
void esp_journey_desk_view_restore (EspJourneyDesk *self);
void esp_journey_desk_view_add_actions (EspJourneyDesk *self);
void esp_journey_desk_view_append (GMenu *menu);

/* esp-journey-desk-menu.c */
void esp_journey_desk_add_actions (EspJourneyDesk *self);
void esp_journey_desk_update_actions (EspJourneyDesk *self);
void esp_journey_desk_popup_menu (EspJourneyDesk *self, const GdkRectangle *at);

/* esp-journey-desk-lock.c */
GtkWidget *esp_journey_desk_lock_new (EspJourneyDesk *self);
void esp_journey_desk_read_lock (EspJourneyDesk *self);

G_END_DECLS
