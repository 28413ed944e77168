/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "draw/esp-scene.h"
#include "engine/journey/esp-journey.h"

G_BEGIN_DECLS

typedef enum
{
  ESP_JOURNEY_DOWN,  /* steps follow each other from top to bottom */
  ESP_JOURNEY_RIGHT, /* … from left to right */
} EspJourneyDirection;

typedef struct
{
  EspJourneyDirection flow;
  gboolean is_compact;
  double scale;                 /* of text, 1 as usual; 0 is taken for 1 */
  const char *const *collapsed; /* (nullable) ids of groups that are shown as one node */
} EspJourneyLayoutOptions;

/* The sizes that layout and painting agree about, in px at zoom 1. */
typedef struct
{
  double scale;
  double node_width;
  double node_height;
  double pill_width; /* of exits; go-to stubs are as wide as nodes */
  double pill_height;
  double dot; /* of joins */
  double sibling_gap;
  double level_gap;
  double bus;         /* from a step to the line where its ways part */
  double branch_gap;  /* from a step to the first steps of its ways */
  double merge_gap;   /* from the last step of a way to the line where ways meet */
  double open_length; /* of a way that leads nowhere yet */
  double lane;        /* between wires side by side */
  double frame_pad;
  double frame_header;
  double label_height;
} EspJourneyMetrics;

typedef enum
{
  ESP_JOURNEY_NODE_ENTRIES,
  ESP_JOURNEY_NODE_STEP,
  ESP_JOURNEY_NODE_GROUP, /* collapsed */
} EspJourneyNodeKind;

typedef enum
{
  ESP_JOURNEY_SHAPE_CARD,
  ESP_JOURNEY_SHAPE_PILL,
  ESP_JOURNEY_SHAPE_DOT,
} EspJourneyShape;

typedef struct
{
  EspJourneyNodeKind kind;
  EspJourneyShape shape;
  guint32 step;  /* the first one of a group; %ESP_JOURNEY_NOWHERE of the entries */
  guint32 group; /* index of the collapsed group */
  guint n_steps; /* inside */
  EspRect box;
} EspJourneyNode;

typedef struct
{
  double x, y;
} EspJourneyPoint;

typedef enum
{
  ESP_JOURNEY_WIRE_NEXT,  /* to what stands behind */
  ESP_JOURNEY_WIRE_WAY,   /* into a branch */
  ESP_JOURNEY_WIRE_MERGE, /* from the end of a way to where ways meet */
  ESP_JOURNEY_WIRE_OPEN,  /* leads nowhere yet */
} EspJourneyWireKind;

typedef struct
{
  EspJourneyWireKind kind;
  guint32 from;      /* number of a node */
  guint32 to;        /* number of a node; %ESP_JOURNEY_NOWHERE when the wire is open */
  guint32 step;      /* whose edge it is; %ESP_JOURNEY_NOWHERE: before the first step */
  int branch;        /* -1: behind the step */
  gboolean has_spot; /* whether a step can be put here: at @plus */
  gboolean has_arrow;
  guint first_point;
  guint n_points;
  EspJourneyPoint plus;
  EspJourneyPoint label; /* middle of the label of a way */
  EspRect box;           /* around all its points */
} EspJourneyWire;

/* A group that is open: a frame around its steps. */
typedef struct
{
  guint32 group;
  guint32 first_step;
  guint n_steps;
  EspRect box;
  EspRect header;
} EspJourneyFrame;

/* A journey at its place. Immutable; the way begins at x 0 (down) or y 0 (right) whatever the journey is. */
typedef struct
{
  gatomicrefcount refs;
  EspJourney *journey; /* (owned) */
  EspJourneyDirection flow;
  EspJourneyMetrics metrics;
  GArray *
    nodes; /* (owned) (element-type EspJourneyNode) the entries first, then in the order of the text */
  GArray *wires;         /* (owned) (element-type EspJourneyWire) */
  GArray *points;        /* (owned) (element-type EspJourneyPoint) */
  GArray *frames;        /* (owned) (element-type EspJourneyFrame) outer ones before inner ones */
  guint32 *node_of_step; /* (owned) by number of step */
  GHashTable *steps;     /* (owned) (element-type utf8 guint) ids to the number of their step + 1 */
  EspRect bounds;        /* around everything */
} EspJourneyLayout;

void esp_journey_metrics_init (EspJourneyMetrics *self, const EspJourneyLayoutOptions *options);

EspJourneyLayout *esp_journey_layout_new (EspJourney *journey,
                                          const EspJourneyLayoutOptions *options);
EspJourneyLayout *esp_journey_layout_ref (EspJourneyLayout *self);
void esp_journey_layout_unref (EspJourneyLayout *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (EspJourneyLayout, esp_journey_layout_unref)

const EspJourneyNode *esp_journey_layout_get_node (const EspJourneyLayout *self, guint32 node);
const EspJourneyWire *esp_journey_layout_get_wire (const EspJourneyLayout *self, guint32 wire);
const EspJourneyPoint *esp_journey_layout_get_points (const EspJourneyLayout *self,
                                                      const EspJourneyWire *wire);
const char *esp_journey_layout_get_node_id (const EspJourneyLayout *self, guint32 node);
guint32 esp_journey_layout_find_node (const EspJourneyLayout *self, const char *id);
guint32 esp_journey_layout_node_at (const EspJourneyLayout *self, double x, double y);
guint32 esp_journey_layout_frame_at (const EspJourneyLayout *self, double x, double y);
guint32
esp_journey_layout_spot_at (const EspJourneyLayout *self, double x, double y, double within);
guint32
esp_journey_layout_wire_at (const EspJourneyLayout *self, double x, double y, double within);
guint32 esp_journey_layout_find_wire (const EspJourneyLayout *self, const char *step, int branch);

G_END_DECLS
