"""Chinese wordings that fit only under a roof, only in the open, or only in somebody's home."""

from __future__ import annotations

WHERE: dict[str, tuple[str, ...]] = {
    "encounter_inside": (
        "一阵急雨把街上的人都赶跑了，{first}和{second}都躲进了{place}。",
        "{first}和{second}同时伸手去推{place}的同一扇门。",
        "{place}快关门了，里头只剩{first}和{second}两个人。",
        "{place}忽然停了电，{first}和{second}离着一步远。",
    ),
    "encounter_outside": (
        "{place}上空落起雨点，{first}带着伞，{second}没有。",
        "风把一张纸吹过{place}，{first}和{second}同时伸脚去踩。",
        "{first}和{second}在{place}迎面走来，往同一边让了两回。",
        "太阳从云里出来，{place}一下子亮了，{first}和{second}同时抬起头。",
    ),
    "surroundings_inside": ("门在{thing}后头轻轻带上了。",),
    "surroundings_outside": ("{thing}的影子又长了一截。",),
    "surroundings_home": (
        "光已经移到了{thing}上。",
        "{thing}近旁什么东西吱呀响了一声。",
        "灰尘在{thing}上头的光里打转。",
        "外头过去一辆车，又静了下来。",
        "隔壁有人笑了一声。",
        "水管里响了一阵，停了。",
        "有那么一会儿，只听见钟在走。",
        "楼道里有脚步声上来，又远了。",
    ),
}
