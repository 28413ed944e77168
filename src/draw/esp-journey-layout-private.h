/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Shared by the files that lay journeys out, alone. Here x is across the way and y along it; only the
 * finished layout is turned to where the journey flows. */
#pragma once

#include "draw/esp-journey-layout.h"

G_BEGIN_DECLS

/* A join that leads further out than the step around it: a wire on its way to where it ends. */
typedef struct
{
  guint32 join;   /* number of the step that it comes from */
  guint32 target; /* number of the step behind which it comes out */
  GArray *points; /* (owned) (element-type EspJourneyPoint) */
} EspJourneyEscape;

/* How many nodes, points, frames and wires there were when a part began. */
typedef struct
{
  guint node, point, frame, wire;
} EspJourneyMark;

/* The size of a part whose way comes in at 0, 0. */
typedef struct
{
  double left;  /* <= 0 */
  double right; /* >= 0 */
  double length;
  double lead;  /* where its first node begins */
  double tail;  /* where the wire to what stands behind begins */
  double trunk; /* from where on something may stand behind it */
  gboolean is_open;
  guint32 last;       /* its last step in its line */
  GPtrArray *escapes; /* (owned) (nullable) (element-type EspJourneyEscape) */
} EspJourneyBox;

typedef struct
{
  const EspJourney *journey;
  EspJourneyLayout *layout;
  double across;         /* size of a card across the way */
  double along;          /* … along it */
  GHashTable *collapsed; /* (owned) ids of groups */
  GHashTable *groups;    /* (owned) ids of groups to their number + 1 */
  guint32 *join_target;  /* (owned) by step; NOWHERE when the join leads nowhere */
  guint *n_joins_to;     /* (owned) by step */
  guint32 *subtree_end;  /* (owned) by step: the first step that is not inside it */
} EspJourneyBuilder;

EspJourneyMark esp_journey_builder_mark (const EspJourneyBuilder *self);
void esp_journey_builder_shift (EspJourneyBuilder *self,
                                const EspJourneyMark *since,
                                const EspJourneyMark *until,
                                EspJourneyBox *box,
                                const EspJourneyPoint *by);
EspJourneyNode *
esp_journey_builder_add_node (EspJourneyBuilder *self, EspJourneyNodeKind kind, guint32 step);
EspJourneyWire *esp_journey_builder_add_wire (EspJourneyBuilder *self,
                                              EspJourneyWireKind kind,
                                              guint32 step,
                                              int branch);
void esp_journey_builder_add_point (EspJourneyBuilder *self, double x, double y);
void esp_journey_builder_add_escape (EspJourneyBox *box, EspJourneyEscape *escape);
EspJourneyEscape *esp_journey_builder_escape_new (guint32 join, guint32 target, double x, double y);
void esp_journey_escape_free (EspJourneyEscape *self);
EspJourneyPoint esp_journey_escape_get_end (const EspJourneyEscape *self);
void esp_journey_escape_lead (EspJourneyEscape *self, double x, double y);
gboolean esp_journey_builder_has_direct (const EspJourneyStep *step);
gboolean esp_journey_builder_is_open (const EspJourneyBuilder *self, guint32 step);

/* What the ways of one step need, before it is known what stands behind it. */
typedef struct
{
  EspJourneyBox box;
  double row;                /* from where on it is wider than a node */
  double hang[2];            /* how far ways that end reach down on the left and right; 0: none */
  double hang_inner[2];      /* how near they come to the middle */
  gboolean has_free_escapes; /* others than those of ways that hang at the side */
} EspJourneyBlock;

void esp_journey_builder_lay_steps (EspJourneyBuilder *self,
                                    guint32 first,
                                    guint32 end,
                                    guint32 group,
                                    EspJourneyBox *out);
void esp_journey_builder_lay_way (EspJourneyBuilder *self, guint32 first, EspJourneyBox *out);
void esp_journey_builder_lay_row (EspJourneyBuilder *self, guint32 step, EspJourneyBlock *block);

G_END_DECLS
