"""Who may use the routes of pictures and of vision."""

from typing import Any

from tests.architecture.access import Actor, Door, Needs, World, one


def _image(w: World) -> Any:
    return w.make.image(w.group)


def _stored(w: World) -> Any:
    """One picture with real files for the whole world; only read."""
    found = w.__dict__.get("stored_image")
    if found is None:
        found = w.__dict__["stored_image"] = w.make.stored_image(w.group)
    return found


def _own(w: World) -> Any:
    """A stored picture that the person about to ask has brought, into the group where there is one in common."""
    group = w.make.group(admin=w.me) if w.asking is Actor.STRANGER else w.group
    return w.make.stored_image(group, owner=w.me)


def _edited(w: World) -> Any:
    """A picture that shows its second version."""
    image = _image(w)
    image.current_version_id = w.make.image_version(image, parent_id=image.current_version_id).id
    return w.make.save(image)


def _shared(w: World) -> Any:
    """One edited picture for the whole world: the path and the body speak of the same."""
    found = w.__dict__.get("edited_image")
    if found is None:
        found = w.__dict__["edited_image"] = _edited(w)
    return found


def _its_version(w: World) -> dict[str, Any]:
    return {"version_id": str(_shared(w).current_version_id)}


def _failed(w: World) -> Any:
    """An identification whose job has failed."""
    job = w.make.job(w.group, state="failed")
    return w.make.vision_job(_image(w), state="failed", job_id=job.id)


def _proposal(w: World) -> Any:
    return w.make.proposal(w.make.vision_job(_image(w)))


DOORS = {
    "images.get_images": Door(Needs.VIEWER, shows=lambda w: str(_image(w).id)),
    "images.post_images": Door(
        Needs.EDITOR, form=lambda w: {"group_id": str(w.group.id), "file": w.make.photo_file(size=(20, 15))}
    ),
    "images.get_image": Door(Needs.VIEWER, path=one(_image)),
    "images.patch_image": Door(Needs.EDITOR, path=one(_image), body=lambda w: {"notes": "at dusk"}),
    "images.delete_image": Door(Needs.EDITOR, path=one(_image)),
    "images.get_picture": Door(Needs.VIEWER, path=one(_stored)),
    "images.get_original": Door(Needs.OWNER, path=one(_own)),
    "images.get_versions": Door(Needs.VIEWER, path=one(_image)),
    "images.post_version": Door(
        Needs.EDITOR,
        path=one(_stored),
        body=lambda w: {"transformations": [{"op": "rotate", "degrees": 90}]},
    ),
    "images.post_undo": Door(Needs.EDITOR, path=one(_edited)),
    "images.put_current_version": Door(Needs.EDITOR, path=one(_shared), body=_its_version),
    "images.get_providers": Door(Needs.SIGN_IN),
    "images.get_costs": Door(Needs.SIGN_IN),
    "images.get_vision_jobs": Door(Needs.VIEWER, shows=lambda w: str(w.make.vision_job(_image(w)).id)),
    "images.post_vision_job": Door(Needs.ANNOTATOR, path=one(_image), body=lambda w: {"detail": "low"}),
    "images.get_vision_job": Door(Needs.VIEWER, path=one(lambda w: w.make.vision_job(_image(w)))),
    "images.post_retry": Door(Needs.ANNOTATOR, path=one(_failed)),
    "images.post_confirm": Door(
        Needs.ANNOTATOR, path=one(_proposal), body=lambda w: {"scientific_name": "Strix aluco"}
    ),
    "images.post_reject": Door(Needs.ANNOTATOR, path=one(_proposal)),
    "images.get_identifications": Door(Needs.VIEWER, path=one(_image)),
    "images.post_identification": Door(
        Needs.ANNOTATOR, path=one(_image), body=lambda w: {"scientific_name": "Strix aluco"}
    ),
    "images.delete_identification": Door(Needs.ANNOTATOR, path=one(lambda w: w.make.identification(_image(w)))),
}
