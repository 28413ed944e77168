/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Shared by the parts of the canvas alone. */
#pragma once

#include "draw/esp-journey-paint.h"
#include "draw/esp-journey-view.h"
#include "views/journeys/esp-journey-canvas.h"

G_BEGIN_DECLS

/* What the pointer is doing while its button is down. */
typedef enum
{
  ESP_CANVAS_IDLE,
  ESP_CANVAS_PRESS, /* it is not known yet */
  ESP_CANVAS_PAN,
  ESP_CANVAS_BAND,  /* selects what is inside a rectangle */
  ESP_CANVAS_MOVE,  /* drags steps to another edge */
  ESP_CANVAS_ASIDE, /* drags a branch away from the main way */
} EspCanvasTool;

/* What is below the pointer. */
typedef enum
{
  ESP_CANVAS_HIT_NOTHING,
  ESP_CANVAS_HIT_HERE,
  ESP_CANVAS_HIT_TALLY,
  ESP_CANVAS_HIT_NUMBER,
  ESP_CANVAS_HIT_BADGE,
  ESP_CANVAS_HIT_PLUS,
  ESP_CANVAS_HIT_NODE,
  ESP_CANVAS_HIT_FRAME,
  ESP_CANVAS_HIT_LABEL,
} EspCanvasHitKind;

typedef struct
{
  EspCanvasHitKind kind;
  guint32 index; /* of the node, wire or frame */
  EspFaceTally tally;
} EspCanvasHit;

struct _EspJourneyCanvas
{
  GtkWidget parent_instance;

  EspJourneyPainter *painter;     /* (owned) */
  EspJourney *journey;            /* (owned) (nullable) */
  EspJourneyFaces *faces;         /* (owned) (nullable) */
  EspJourneySelection *selection; /* (owned) (nullable) */
  EspJourneyLayout *layout;       /* (owned) (nullable) where everything is, or is on its way to */
  char **path;                    /* (owned) (nullable) */
  GHashTable *collapsed;          /* (owned) (element-type utf8) ids of groups */
  char *font_family;              /* (owned) (nullable) */
  char *label;                    /* (owned) (nullable) */
  double font_size;
  EspJourneyDirection flow;
  gboolean is_compact;
  gboolean is_editable;

  EspJourneyView view;
  gboolean has_view; /* whether it was ever put somewhere */
  gboolean wants_fit;
  double told_zoom; /* that others know of */

  EspJourneyBlend *blend; /* (owned) (nullable) while a change is moving */
  gint64 blend_start_us;
  EspJourneyPoint blend_by; /* how far the view goes along with what stays in place */
  EspJourneyPoint blend_view;
  guint tick;

  EspCanvasTool tool;
  double press_x, press_y; /* on the screen */
  double pointer_x, pointer_y;
  EspJourneyView press_view;
  EspCanvasHit press_hit;
  gboolean has_space;
  guint32 hover_wire;
  guint32 target; /* wire, while something is dragged */
  guint32 target_node;
  char *dragged;       /* (nullable) what is dragged in from outside */
  gboolean is_steps;   /* what is dragged */
  gboolean keeps_view; /* whatever is selected now */
  gboolean was_inside; /* what is dragged, away from the edges of the widget */
  double pinch_zoom;

  GtkWidget *minimap;
  gboolean wants_minimap;
  gboolean is_map_aside; /* at the other side, where it covers nothing */
  GPtrArray *children;   /* (owned) (element-type GtkWidget) of nodes, in their order */
  guint children_source;
};

enum
{
  ESP_CANVAS_SIGNAL_ACTIVATE,
  ESP_CANVAS_SIGNAL_INSERT,
  ESP_CANVAS_SIGNAL_MENU,
  ESP_CANVAS_SIGNAL_NUMBER,
  ESP_CANVAS_SIGNAL_MOVE,
  ESP_CANVAS_SIGNAL_DROP,
  ESP_CANVAS_SIGNAL_ASIDE,
  ESP_CANVAS_SIGNAL_GROUPS,
  ESP_CANVAS_N_SIGNALS
};

extern guint esp_canvas_signals[ESP_CANVAS_N_SIGNALS];

/* esp-journey-canvas.c */
void esp_canvas_lay_out (EspJourneyCanvas *self);
void esp_canvas_view_changed (EspJourneyCanvas *self);
void esp_canvas_update_looks (EspJourneyCanvas *self);
EspJourneySpot *esp_canvas_dup_spot (EspJourneyCanvas *self, guint32 wire);
const char *esp_canvas_get_id (EspJourneyCanvas *self, guint32 node);
guint32 esp_canvas_get_current (EspJourneyCanvas *self);

/* esp-journey-canvas-move.c */
void esp_canvas_begin_move (EspJourneyCanvas *self, EspJourneyLayout *old);
void esp_canvas_end_move (EspJourneyCanvas *self);

/* esp-journey-canvas-hit.c */
EspCanvasHit esp_canvas_hit (EspJourneyCanvas *self, double x, double y);

/* esp-journey-canvas-pointer.c */
void esp_canvas_add_pointer (EspJourneyCanvas *self);
void esp_canvas_cancel (EspJourneyCanvas *self);
void esp_canvas_snapshot_tool (EspJourneyCanvas *self, GtkSnapshot *snapshot);

/* esp-journey-canvas-drop.c */
void esp_canvas_add_drop (EspJourneyCanvas *self);
void esp_canvas_aim (EspJourneyCanvas *self, double x, double y, gboolean at_nodes);
void esp_canvas_end_aim (EspJourneyCanvas *self);
gboolean esp_canvas_is_allowed_target (EspJourneyCanvas *self, guint32 wire);

/* esp-journey-canvas-map.c */
void esp_canvas_add_map (EspJourneyCanvas *self);
void esp_canvas_allocate_map (EspJourneyCanvas *self, int width, int height);
void esp_canvas_place_map (EspJourneyCanvas *self);
void esp_canvas_clear_of_map (EspJourneyCanvas *self, EspJourneyView *view, const EspRect *box);

/* esp-journey-canvas-keys.c */
void esp_canvas_bind_keys (GtkWidgetClass *widget_class);
void esp_canvas_add_keys (EspJourneyCanvas *self);

/* esp-journey-canvas-nodes.c */
void esp_canvas_queue_children (EspJourneyCanvas *self);
void esp_canvas_update_children (EspJourneyCanvas *self);
void esp_canvas_describe_children (EspJourneyCanvas *self);
void esp_canvas_drop_children (EspJourneyCanvas *self);
void esp_canvas_allocate_children (EspJourneyCanvas *self);
gboolean esp_canvas_focus_current (EspJourneyCanvas *self);

G_END_DECLS
