/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* How bad the worst problem of a step is. */
typedef enum
{
  ESP_FACE_LEVEL_NONE,
  ESP_FACE_LEVEL_NOTE,
  ESP_FACE_LEVEL_WARNING,
  ESP_FACE_LEVEL_ERROR,
} EspFaceLevel;

/* What became of a step since the version that it is compared with. */
typedef enum
{
  ESP_FACE_MARK_NONE,
  ESP_FACE_MARK_ADDED,
  ESP_FACE_MARK_CHANGED,
  ESP_FACE_MARK_REMOVED,
} EspFaceMark;

/* What kind of thing a step is, for the colour of its icon. */
typedef enum
{
  ESP_FACE_FAMILY_ENTRY,
  ESP_FACE_FAMILY_MESSAGE,
  ESP_FACE_FAMILY_TIME,
  ESP_FACE_FAMILY_BRANCH,
  ESP_FACE_FAMILY_DATA,
  ESP_FACE_FAMILY_GOAL,
  ESP_FACE_FAMILY_END,
  ESP_N_FACE_FAMILIES
} EspFaceFamily;

/* What became of the messages of a step, each a number that opens. */
typedef enum
{
  ESP_FACE_TALLY_SENT,
  ESP_FACE_TALLY_NOT_SENT,
  ESP_FACE_TALLY_FAILED,
  ESP_FACE_TALLY_HELD,
  ESP_N_FACE_TALLIES
} EspFaceTally;

/* What is written on a node, in the language of whoever looks at it. */
typedef struct
{
  char *icon;  /* (owned) (nullable) name of a symbolic icon; NULL: that of the kind */
  char *kind;  /* (owned) (nullable) "Email" */
  char *title; /* (owned) (nullable) */
  char *line;  /* (owned) (nullable) of its state */
  char *here;  /* (owned) (nullable) @n_here in words, a number that opens */
  char *tallies
    [ESP_N_FACE_TALLIES]; /* (owned) (nullable) "1,192 sent": they stand in place of the line */
  char *mark_text;        /* (owned) (nullable) "new", "changed", "removed" */
  char *accessible_name;  /* (owned) (nullable) NULL: kind, title and line */
  guint n_problems;
  EspFaceLevel level; /* of the worst problem */
  gboolean is_off;
  EspFaceMark mark;
  gint64 n_here; /* -1: not known */
  double heat;   /* 0…1: how many of everyone come by; below 0: not shown */
} EspJourneyFace;

/* What stands on an edge. */
typedef struct
{
  char *text;      /* (owned) (nullable) of a branch */
  char *number;    /* (owned) (nullable) people in the period, a number that opens */
  char *tooltip;   /* (owned) (nullable) what the number counts */
  char *gone;      /* (owned) (nullable) what stood here and is removed */
  double heat;     /* 0…1: how heavy the edge is drawn; below 0: as usual */
  gint64 n;        /* -1: not known */
  gboolean is_new; /* with a draft that added it */
} EspJourneyEdgeFace;

/* The faces of a whole journey. Filled on the main thread, then only read. */
typedef struct _EspJourneyFaces EspJourneyFaces;

EspJourneyFace *esp_journey_face_new (void);
EspJourneyFace *esp_journey_face_copy (const EspJourneyFace *self);
const char *esp_face_tally_name (EspFaceTally tally);
gboolean esp_journey_face_has_tallies (const EspJourneyFace *self);
void esp_journey_face_clear_tallies (EspJourneyFace *self);
void esp_journey_face_free (EspJourneyFace *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (EspJourneyFace, esp_journey_face_free)

EspJourneyFaces *esp_journey_faces_new (void);
EspJourneyFaces *esp_journey_faces_ref (EspJourneyFaces *self);
void esp_journey_faces_unref (EspJourneyFaces *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (EspJourneyFaces, esp_journey_faces_unref)

void esp_journey_faces_set_entries (EspJourneyFaces *self, EspJourneyFace *face);
void esp_journey_faces_set_step (EspJourneyFaces *self, const char *id, EspJourneyFace *face);
void esp_journey_faces_set_group (EspJourneyFaces *self, const char *id, EspJourneyFace *face);
EspJourneyEdgeFace *
esp_journey_faces_edit_edge (EspJourneyFaces *self, const char *step, int branch);
const EspJourneyFace *esp_journey_faces_get_entries (const EspJourneyFaces *self);
const EspJourneyFace *esp_journey_faces_get_step (const EspJourneyFaces *self, const char *id);
const EspJourneyFace *esp_journey_faces_get_group (const EspJourneyFaces *self, const char *id);
const EspJourneyEdgeFace *
esp_journey_faces_get_edge (const EspJourneyFaces *self, const char *step, int branch);

G_END_DECLS
